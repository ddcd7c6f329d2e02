// What a mail says: its subject, its text and the same as HTML, in the language of its reader.
#pragma once

#include <string>

#include "store/mail.hpp"

namespace services {

// What is made when a mail is sent, and stands in no row.
struct MailExtras {
    std::string link;     // that the button leads to; empty: there is none
    std::string code;     // of a gift card; empty: there is none
    std::string picture;  // Content-ID of the QR code; empty: there is none
};

struct MailContent {
    std::string subject;
    std::string text;
    std::string html;
};

// Words stand in mails/<language>.json, the looks in mails/layout.mustache. A value is never read
// as a template and never as HTML. Throws std::exception where the row does not fit its template.
MailContent write_mail(const store::QueuedMail& queued, const MailExtras& extras);

}  // namespace services
