// Writing mails out, and delivering them.
#include "services/mail.hpp"

#include <functional>

#include "base/task.hpp"
#include "domain/calendar_file.hpp"
#include "obs/log.hpp"
#include "outbound/mail.hpp"
#include "services/gift_cards.hpp"
#include "services/mail_content.hpp"
#include "services/qr_code.hpp"
#include "services/sessions.hpp"
#include "services/tokens.hpp"
#include "store/outcome.hpp"

namespace services {
namespace {

constexpr int resets_per_round_max = 100;
// The lease is longer than a round takes in which every mail waits for the mail server, so that
// nobody sends a mail that another one is sending.
constexpr int mails_per_round_max = 4;
constexpr std::chrono::seconds delivery_seconds_max{smtp_timeout_seconds_max + 5};
constexpr std::chrono::seconds database_seconds_max{5};
constexpr int lease_seconds = 300;
static_assert(mails_per_round_max * (delivery_seconds_max + 2 * database_seconds_max) <
              std::chrono::seconds(lease_seconds));

std::string_view page_of(std::string_view purpose) {
    return purpose == "invitation" ? "/admin/invitation" : "/admin/password-reset";
}

bool is_of_a_booking(const store::QueuedMail& queued) {
    return queued.booking_id && queued.parameters.contains("booking_number");
}

// The calendar file of a booking, one for its whole life: changes replace it, cancelling removes
// it.
outbound::Attachment calendar_of(const store::QueuedMail& queued, const MailOptions& options,
                                 const std::string& link) {
    const boost::json::object& booking = queued.parameters;
    domain::CalendarEvent event;
    event.uid = domain::calendar_uid(base::to_string(*queued.booking_id));
    event.is_cancelled = queued.template_name == "booking_cancelled";
    event.sequence =
        domain::calendar_sequence(store::integer_at(booking, "sequence"), event.is_cancelled);
    event.stamp = queued.created_at;
    event.start = store::instant_at(booking, "start_time");
    event.end = store::instant_at(booking, "end_time");
    event.summary = store::text_at(booking, "activity_name");
    event.description = queued.sender.organization_name + "\n" +
                        store::text_at(booking, "booking_number") + "\n" + link;
    event.location = store::text_at(booking, "venue_name");
    const std::string address = store::text_at(booking, "venue_address");
    if (!address.empty()) event.location += ", " + address;
    event.organizer_name = queued.sender.sender_name;
    event.organizer_address = outbound::address_of(options.from);
    event.attendee_address = queued.recipient;
    outbound::Attachment file;
    file.content_type = std::string("text/calendar; charset=utf-8; method=") +
                        (event.is_cancelled ? "CANCEL" : "REQUEST");
    file.file_name = "booking.ics";
    file.bytes = domain::calendar_file(event);
    return file;
}

outbound::Attachment ticket_of(const crypto::Keys& keys, const store::QueuedMail& queued) {
    outbound::Attachment file;
    file.content_type = "image/png";
    file.file_name = "ticket.png";
    file.content_id = base::to_string(queued.booking_id.value()) + "@ticket";
    file.bytes = qr_png(ticket_code(keys, queued.organization_id, *queued.booking_id));
    return file;
}

std::string button_of(const crypto::Keys& keys, const MailOptions& options,
                      const store::QueuedMail& queued) {
    if (queued.link) {
        return link_url(keys, options.public_url, queued.link->purpose, queued.organization_id,
                        queued.link->id);
    }
    if (!is_of_a_booking(queued)) return "";
    return manage_url(keys, options.public_url, queued.organization_id, *queued.booking_id);
}

outbound::Mail compose(const crypto::Keys& keys, const MailOptions& options,
                       const store::QueuedMail& queued, std::string gift_card) {
    outbound::Mail mail;
    mail.id = base::to_string(queued.id);
    mail.from = options.from;
    mail.sender = queued.sender.sender_name;
    mail.reply_to = queued.sender.reply_to;
    mail.to = queued.recipient;
    mail.date = queued.created_at;
    MailExtras extras;
    extras.link = button_of(keys, options, queued);
    extras.code = std::move(gift_card);
    // A refund changes neither the time of a booking nor who may come in.
    if (is_of_a_booking(queued) && queued.template_name != "booking_refunded") {
        mail.attachments.push_back(calendar_of(queued, options, extras.link));
        if (queued.template_name != "booking_cancelled") {
            mail.attachments.push_back(ticket_of(keys, queued));
            extras.picture = mail.attachments.back().content_id;
        }
    }
    MailContent content = write_mail(queued, extras);
    mail.subject = std::move(content.subject);
    mail.text = std::move(content.text);
    mail.html = std::move(content.html);
    return mail;
}

// The code of the gift card that the mail brings, or nothing where it brings none.
base::Task<base::Result<std::string>> code_for(Context context, store::QueuedMail queued) {
    if (queued.template_name != "gift_card") co_return std::string();
    const base::Uuid card = store::uuid_at(queued.parameters, "gift_card_id");
    std::string code = gift_card_code(*context.keys, queued.organization_id, card);
    const auto given =
        co_await store::give_gift_card_code(as_engine(context), queued.organization_id, card, code);
    if (!given) co_return base::fail(given.error());
    if (!*given) {
        co_return base::fail(base::ErrorCode::internal,
                             "The gift card has a code that another key made.");
    }
    co_return code;
}

store::MailFault fault_of(std::string reason, bool is_permanent) {
    store::MailFault fault;
    fault.reason = std::move(reason);
    fault.is_permanent = is_permanent;
    return fault;
}

// Runs on a thread of the pool.
std::optional<store::MailFault> hand_over(const MailOptions& options, const outbound::Mail& mail) {
    if (options.smtp) {
        auto fault = outbound::deliver_by_smtp(*options.smtp, mail);
        if (!fault) return std::nullopt;
        return fault_of(std::move(fault->reason), fault->is_permanent);
    }
    const auto delivered = outbound::deliver_to_folder(options.folder, mail);
    if (delivered) return std::nullopt;
    return fault_of(delivered.error().detail,
                    delivered.error().code == base::ErrorCode::invalid_field);
}

// Why the mail was not delivered; nothing where it was. Waits longer than the work may take, so
// that no mail is taken for lost that is still on its way.
base::Task<std::optional<store::MailFault>> deliver(Context context, MailOptions options,
                                                    store::QueuedMail queued) {
    context.deadline = base::deadline_in(database_seconds_max);
    const auto code = co_await code_for(context, queued);
    if (!code) co_return fault_of(code.error().detail + " " + code.error().cause, false);
    outbound::Mail mail;
    try {
        mail = compose(*context.keys, options, queued, *code);
    } catch (const std::exception& fault) {
        co_return fault_of(std::string("it could not be written: ") + fault.what(), true);
    }
    const std::chrono::seconds wait = delivery_seconds_max;
    const std::function<std::optional<store::MailFault>()> work =
        [options = std::move(options), mail = std::move(mail)] { return hand_over(options, mail); };
    auto outcome = co_await context.pool->run(work, base::deadline_in(wait));
    if (!outcome) co_return fault_of(outcome.error().detail, false);
    co_return std::move(*outcome);
}

}  // namespace

std::string link_url(const crypto::Keys& keys, const std::string& public_url,
                     std::string_view purpose, const base::Uuid& organization_id,
                     const base::Uuid& link_id) {
    Link link;
    link.organization_id = organization_id;
    link.id = link_id;
    return public_url + std::string(page_of(purpose)) + "#" + link_token(keys, purpose, link);
}

base::Task<base::Result<MailRound>> send_due_mails(Context context, MailOptions options) {
    const store::Context engine = as_engine(context);
    const auto answered =
        co_await store::answer_password_reset_requests(engine, resets_per_round_max);
    if (!answered) co_return base::fail(answered.error());
    const auto mails = co_await store::take_mails(engine, mails_per_round_max, lease_seconds);
    if (!mails) co_return base::fail(mails.error());
    MailRound round;
    round.more = *answered == resets_per_round_max || mails->size() == mails_per_round_max;
    for (const store::QueuedMail& queued : *mails) {
        auto fault = co_await deliver(context, options, queued);
        if (fault) {
            obs::log(obs::Level::warn, "mail_not_delivered",
                     {{"mail_id", base::to_string(queued.id)},
                      {"is_permanent", fault->is_permanent},
                      {"cause", fault->reason}});
        }
        context.deadline = base::deadline_in(database_seconds_max);
        const auto settled = co_await store::settle_mail(as_engine(context), queued.organization_id,
                                                         queued.id, std::move(fault));
        if (!settled) co_return base::fail(settled.error());
        if (*settled == "sent") ++round.sent;
        if (*settled == "failed") ++round.failed;
    }
    co_return round;
}

base::Task<base::Result<std::int64_t>> queue_due_reminders(Context context) {
    co_return co_await store::queue_reminders(as_engine(context), reminders_per_round_max);
}

base::Task<base::Result<store::Outcome>> list_mails(Context context, Staff staff,
                                                    std::optional<std::string> status, int limit,
                                                    std::optional<base::Uuid> starting_after) {
    co_return co_await store::list_mails(as_staff(context, staff), std::move(status), limit,
                                         starting_after);
}

base::Task<base::Result<store::Outcome>> retry_mail(Context context, Staff staff, base::Uuid id) {
    co_return co_await store::retry_mail(as_staff(context, staff), id);
}

}  // namespace services
