// Mails as text (RFC 5322), and the folder that they are delivered to.
#pragma once

#include <filesystem>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace outbound {

struct Mail {
    std::string id;    // letters, digits and dashes; names the file and the Message-ID
    std::string from;  // "BookingTMS <no-reply@example.com>" or the address alone, in ASCII
    std::string to;    // an address
    std::string subject;
    std::string text;  // lines end with '\n'
    base::Instant date;
};

// The mail with its headers, lines ended by CRLF. Control characters of a value become spaces, so
// that no value begins a header of its own. invalid_field for an address that cannot be one.
base::Result<std::string> to_message(const Mail& mail);

// Writes the mail as <folder>/<id>.eml, whole or not at all, readable by its owner only; a mail
// that is delivered again replaces itself. The folder is made. Blocks until it is on disk.
base::Result<void> deliver_to_folder(const std::filesystem::path& folder, const Mail& mail);

}  // namespace outbound
