// Mails that wait. sql/functions/65_mail.sql. For the engine, unless said otherwise.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "store/context.hpp"
#include "store/outcome.hpp"

namespace store {

struct MailLink {
    base::Uuid id;
    std::string purpose;  // invitation, password_reset
};

// What an organization's mails look like.
struct MailSender {
    std::string organization_name;
    std::string language;  // of this mail: en, es, fr, de, ar
    std::string sender_name;
    std::string reply_to;  // an address, or nothing
    std::string footer;
    std::string primary_color;  // "#2563eb"
};

struct QueuedMail {
    base::Uuid organization_id;
    base::Uuid id;
    std::string recipient;
    std::string template_name;
    boost::json::object parameters;
    std::optional<MailLink> link;
    std::optional<base::Uuid> booking_id;
    MailSender sender;
    base::Instant created_at;
};

// Why a mail was not delivered.
struct MailFault {
    std::string reason;
    bool is_permanent = false;  // trying again would not help
};

// Makes links and mails for those who forgot their password. How many requests were looked at.
base::Task<base::Result<std::int64_t>> answer_password_reset_requests(Context context,
                                                                      int requests_max);

// Mails that are due, for the caller alone until the lease is over.
base::Task<base::Result<std::vector<QueuedMail>>> take_mails(Context context, int mails_max,
                                                             int lease_seconds);

// What became of a mail: nothing, or why it was not delivered. Gives sent, waiting or failed.
base::Task<base::Result<std::string>> settle_mail(Context context, base::Uuid organization_id,
                                                  base::Uuid id, std::optional<MailFault> fault);

// Writes the reminders that are due, up to so many. How many it wrote.
base::Task<base::Result<std::int64_t>> queue_reminders(Context context, int reminders_max);

// Makes `code` the code of a gift card that has none yet. Whether it is the card's code now.
base::Task<base::Result<bool>> give_gift_card_code(Context context, base::Uuid organization_id,
                                                   base::Uuid gift_card_id, std::string code);

// For staff. Mails of the organization, newest first; status: waiting, sent, failed.
// permission_denied.
base::Task<base::Result<Outcome>> list_mails(Context context, std::optional<std::string> status,
                                             int limit, std::optional<base::Uuid> starting_after);

// For staff. A mail that was given up is due again. permission_denied | mail_not_found |
// invalid_transition.
base::Task<base::Result<Outcome>> retry_mail(Context context, base::Uuid id);

}  // namespace store
