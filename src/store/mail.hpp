// Mails that wait. sql/functions/65_mail.sql. All for the engine.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "store/context.hpp"

namespace store {

struct MailLink {
    base::Uuid id;
    std::string purpose;  // invitation, password_reset
};

struct QueuedMail {
    base::Uuid organization_id;
    base::Uuid id;
    std::string recipient;
    std::string template_name;
    boost::json::object parameters;
    std::optional<MailLink> link;
    base::Instant created_at;
};

// Makes links and mails for those who forgot their password. How many requests were looked at.
base::Task<base::Result<std::int64_t>> answer_password_reset_requests(Context context,
                                                                      int requests_max);

// Mails that are due, for the caller alone until the lease is over.
base::Task<base::Result<std::vector<QueuedMail>>> take_mails(Context context, int mails_max,
                                                             int lease_seconds);

// What became of a mail: nothing, or why it was not delivered. Gives sent, waiting or failed.
base::Task<base::Result<std::string>> settle_mail(Context context, base::Uuid organization_id,
                                                  base::Uuid id, std::optional<std::string> fault);

}  // namespace store
