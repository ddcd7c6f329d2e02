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
                                                  base::Uuid id, std::optional<std::string> fault) {
    static const pg::Query& called = query("settle_mail");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(organization_id).uuid(id).text(std::move(fault));
    pg::Unit unit = unit_for(context.claims);
    unit.statements.push_back(std::move(statement));
    const auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(rows.error());
    co_return std::string(rows->at(0)[0].text(0));
}

}  // namespace store
