// Calls of the functions of mails.
#include "store/mail.hpp"

#include "store/outcome.hpp"
#include "store/queries.hpp"

namespace store {
namespace {

QueuedMail mail_of(const boost::json::object& object) {
    QueuedMail mail;
    mail.organization_id = uuid_at(object, "organization_id");
    mail.id = uuid_at(object, "id");
    mail.recipient = text_at(object, "recipient");
    mail.template_name = text_at(object, "template");
    mail.parameters = object.at("parameters").as_object();
    mail.created_at = instant_at(object, "created_at");
    if (!object.at("booking_id").is_null()) mail.booking_id = uuid_at(object, "booking_id");
    const boost::json::object& sender = object.at("sender").as_object();
    mail.sender.organization_name = text_at(sender, "organization_name");
    mail.sender.language = text_at(sender, "language");
    mail.sender.sender_name = text_at(sender, "sender_name");
    if (!sender.at("reply_to").is_null()) mail.sender.reply_to = text_at(sender, "reply_to");
    mail.sender.footer = text_at(sender, "footer");
    mail.sender.primary_color = text_at(sender, "primary_color");
    if (!object.at("link_id").is_null()) {
        MailLink link;
        link.id = uuid_at(object, "link_id");
        link.purpose = text_at(object, "purpose");
        mail.link = std::move(link);
    }
    return mail;
}

}  // namespace

base::Task<base::Result<std::int64_t>> answer_password_reset_requests(Context context,
                                                                      int requests_max) {
    static const pg::Query& called = query("answer_password_reset_requests");
    pg::Statement statement;
    statement.query = &called;
    statement.params.integer(requests_max);
    pg::Unit unit = unit_for(context.claims);
    unit.statements.push_back(std::move(statement));
    const auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(rows.error());
    co_return rows->at(0)[0].integer(0);
}

base::Task<base::Result<std::vector<QueuedMail>>> take_mails(Context context, int mails_max,
                                                             int lease_seconds) {
    static const pg::Query& called = query("take_mails");
    pg::Statement statement;
    statement.query = &called;
    statement.params.integer(mails_max).integer(lease_seconds);
    const auto outcome = co_await write_outcome(context, std::move(statement));
    if (!outcome) co_return base::fail(outcome.error());
    std::vector<QueuedMail> mails;
    for (const auto& mail : outcome->value.at("mails").as_array()) {
        mails.push_back(mail_of(mail.as_object()));
    }
    co_return mails;
}

base::Task<base::Result<std::string>> settle_mail(Context context, base::Uuid organization_id,
                                                  base::Uuid id, std::optional<MailFault> fault) {
    static const pg::Query& called = query("settle_mail");
    pg::Statement statement;
    statement.query = &called;
    const bool is_permanent = fault && fault->is_permanent;
    std::optional<std::string> reason;
    if (fault) reason = std::move(fault->reason);
    statement.params.uuid(organization_id).uuid(id).text(std::move(reason)).boolean(is_permanent);
    pg::Unit unit = unit_for(context.claims);
    unit.statements.push_back(std::move(statement));
    const auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(rows.error());
    co_return std::string(rows->at(0)[0].text(0));
}

base::Task<base::Result<std::int64_t>> queue_reminders(Context context, int reminders_max) {
    static const pg::Query& called = query("queue_reminders");
    pg::Statement statement;
    statement.query = &called;
    statement.params.integer(reminders_max);
    pg::Unit unit = unit_for(context.claims);
    unit.statements.push_back(std::move(statement));
    const auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(rows.error());
    co_return rows->at(0)[0].integer(0);
}

base::Task<base::Result<bool>> give_gift_card_code(Context context, base::Uuid organization_id,
                                                   base::Uuid gift_card_id, std::string code) {
    static const pg::Query& called = query("give_gift_card_code");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(organization_id).uuid(gift_card_id).text(std::move(code));
    pg::Unit unit = unit_for(context.claims);
    unit.statements.push_back(std::move(statement));
    const auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(rows.error());
    co_return rows->at(0)[0].boolean(0);
}

base::Task<base::Result<Outcome>> list_mails(Context context, std::optional<std::string> status,
                                             int limit, std::optional<base::Uuid> starting_after) {
    static const pg::Query& called = query("list_mails");
    pg::Statement statement;
    statement.query = &called;
    statement.params.text(std::move(status)).integer(limit);
    if (starting_after) {
        statement.params.uuid(*starting_after);
    } else {
        statement.params.null();
    }
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> retry_mail(Context context, base::Uuid id) {
    static const pg::Query& called = query("retry_mail");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id);
    co_return co_await write_outcome(context, std::move(statement));
}

}  // namespace store
