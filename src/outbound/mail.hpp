// Mails as text (RFC 5322), and the folder that they are delivered to.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace outbound {

// A file of a mail.
struct Attachment {
    std::string content_type;  // "text/calendar; charset=utf-8; method=REQUEST"
    std::string file_name;     // letters, digits, dots and dashes
    std::string content_id;    // of a picture that the HTML shows as "cid:<content_id>"; or nothing
    std::string bytes;
};

struct Mail {
    std::string id;        // letters, digits and dashes; names the file and the Message-ID
    std::string from;      // "BookingTMS <no-reply@example.com>" or the address alone, in ASCII
    std::string sender;    // who it comes from, shown instead of the name in `from`; or nothing
    std::string reply_to;  // an address, or nothing
    std::string to;        // an address
    std::string subject;
    std::string text;  // lines end with '\n'
    std::string html;  // the same as a page, or nothing
    std::vector<Attachment> attachments;
    base::Instant date;
};

// The address alone of "Name <address>".
std::string address_of(std::string_view mailbox);

// The mail as MIME (RFC 2045, 2046, 2387) with its headers, lines ended by CRLF: the text, the HTML
// with its pictures, then the files. The Message-ID and the boundaries follow from the id, so that
// a mail that is sent twice is the same one. Control characters of a value become spaces, so
// that no value begins a header of its own. invalid_field for an address that cannot be one.
base::Result<std::string> to_message(const Mail& mail);

// Writes the mail as <folder>/<id>.eml, whole or not at all, readable by its owner only; a mail
// that is delivered again replaces itself. The folder is made. Blocks until it is on disk.
base::Result<void> deliver_to_folder(const std::filesystem::path& folder, const Mail& mail);

}  // namespace outbound
