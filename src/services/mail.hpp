// Mails that wait in the outbox: written out and delivered.
#pragma once

#include <string>

#include "services/context.hpp"
#include "store/mail.hpp"

namespace services {

struct MailOptions {
    std::string folder;      // that mails are delivered to
    std::string from;        // "BookingTMS <no-reply@example.com>"
    std::string public_url;  // how people reach the pages that links lead to
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

}  // namespace services
