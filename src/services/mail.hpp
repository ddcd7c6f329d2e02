// Mails that wait in the outbox: written out and delivered.
#pragma once

#include <optional>
#include <string>

#include "outbound/smtp.hpp"
#include "services/context.hpp"
#include "services/staff.hpp"
#include "store/mail.hpp"

namespace services {

inline constexpr int smtp_timeout_seconds_max = 50;
inline constexpr int reminders_per_round_max = 500;

struct MailOptions {
    std::optional<outbound::SmtpServer> smtp;  // that mails are handed to; nothing: the folder
    std::string folder;                        // that mails are delivered to
    std::string from;                          // "BookingTMS <no-reply@example.com>"
    std::string public_url;                    // how people reach the pages that links lead to
};

// The address that the link of a mail leads to. The token stands behind '#', which browsers tell no
// server and no other site.
std::string link_url(const crypto::Keys& keys, const std::string& public_url,
                     std::string_view purpose, const base::Uuid& organization_id,
                     const base::Uuid& link_id);

struct MailRound {
    int sent = 0;
    int failed = 0;     // given up
    bool more = false;  // at once
};

// Makes links for those who forgot their password, then sends what is due. A mail that cannot be
// delivered is tried again later.
base::Task<base::Result<MailRound>> send_due_mails(Context context, MailOptions options);

// Writes reminders of the bookings whose time has come. How many.
base::Task<base::Result<std::int64_t>> queue_due_reminders(Context context);

// Mails of the organization, newest first; status: waiting, sent, failed. permission_denied.
base::Task<base::Result<store::Outcome>> list_mails(Context context, Staff staff,
                                                    std::optional<std::string> status, int limit,
                                                    std::optional<base::Uuid> starting_after);

// Sends a mail that was given up. permission_denied | mail_not_found | invalid_transition.
base::Task<base::Result<store::Outcome>> retry_mail(Context context, Staff staff, base::Uuid id);

}  // namespace services
