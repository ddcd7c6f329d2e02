// Mails as text, and the folder that they are delivered to.
#include "outbound/mail.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>

#include "base/text.hpp"

namespace outbound {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t encoded_bytes_max = 45;  // of an encoded word: 60 characters of base64
constexpr std::size_t first_encoded_bytes_max = 36;
constexpr std::size_t base64_line_characters = 76;
constexpr std::size_t line_bytes_max = 60;  // of a header's text that stands as it is
constexpr std::size_t name_bytes_max = 200;
constexpr std::size_t quoted_characters_max = 75;  // of a line, without the '=' that continues it

std::string without_control_characters(std::string_view text) {
    std::string clean(text);
    for (char& c : clean) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    }
    return clean;
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        unsigned group = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            group = group << 8 | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        }
        for (std::size_t j = 0; j < 4; ++j) {
            text += j <= count ? digits[group >> (18 - 6 * j) & 63] : '=';
        }
    }
    return text;
}

// RFC 2047: words of base64 where the text has more than ASCII or is long, each whole characters.
std::string header_text(std::string_view value) {
    const std::string clean = without_control_characters(value);
    if (is_ascii(clean) && clean.size() <= line_bytes_max) return clean;
    std::string words;
    std::string_view rest = clean;
    while (!rest.empty()) {
        // The name of the header stands before the first word.
        const std::size_t bytes_max = words.empty() ? first_encoded_bytes_max : encoded_bytes_max;
        const std::string_view part = base::beginning_of(rest, bytes_max);
        if (part.empty()) break;
        words += (words.empty() ? "=?utf-8?B?" : "\r\n =?utf-8?B?") + base64(part) + "?=";
        rest.remove_prefix(part.size());
    }
    return words;
}

// RFC 2045, 6.7.
std::string quoted_printable(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    std::size_t line = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c == '\n') {
            result += "\r\n";
            line = 0;
            continue;
        }
        const bool ends_line = i + 1 == text.size() || text[i + 1] == '\n';
        const bool plain = (c > 0x20 && c < 0x7f && c != '=') || (c == ' ' && !ends_line);
        const std::size_t width = plain ? 1 : 3;
        if (line + width > quoted_characters_max) {
            result += "=\r\n";
            line = 0;
        }
        if (plain) {
            result += static_cast<char>(c);
        } else {
            result += {'=', digits[c >> 4], digits[c & 15]};
        }
        line += width;
    }
    return result;
}

// RFC 5322, 3.3: "Mon, 23 Nov 2026 00:30:00 +0000". strftime would follow the locale.
std::string date_text(base::Instant instant) {
    constexpr std::array<const char*, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t seconds =
        std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%s, %d %s %d %02d:%02d:%02d +0000",
                  days[static_cast<std::size_t>(parts.tm_wday)], parts.tm_mday,
                  months[static_cast<std::size_t>(parts.tm_mon)], parts.tm_year + 1900,
                  parts.tm_hour, parts.tm_min, parts.tm_sec);
    return text.data();
}

bool is_address(std::string_view text) {
    return std::count(text.begin(), text.end(), '@') == 1 && !base::has_control_character(text) &&
           text.find_first_of(" <>,;:\"()[]\\") == std::string_view::npos;
}

// RFC 2045, 6.8: lines of 76 characters.
std::string base64_lines(std::string_view bytes) {
    const std::string text = base64(bytes);
    std::string lines;
    for (std::size_t i = 0; i < text.size(); i += base64_line_characters) {
        lines += text.substr(i, base64_line_characters) + "\r\n";
    }
    return lines;
}

// RFC 5322, 3.2.4: a name in quotes, or in words of base64 where ASCII does not do.
std::string name_text(std::string_view name) {
    const std::string clean = without_control_characters(base::beginning_of(name, name_bytes_max));
    if (!is_ascii(clean)) return header_text(clean);
    std::string quoted = "\"";
    for (const char c : clean) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + "\"";
}

// A part of a mail: its own headers, an empty line, its body.
std::string text_part(std::string_view type, std::string_view text) {
    return "Content-Type: " + std::string(type) +
           "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
           quoted_printable(text);
}

std::string file_part(const Attachment& file) {
    std::string part = "Content-Type: " + file.content_type + "; name=\"" + file.file_name +
                       "\"\r\nContent-Transfer-Encoding: base64\r\n";
    if (file.content_id.empty()) {
        part += "Content-Disposition: attachment; filename=\"" + file.file_name + "\"\r\n";
    } else {
        part += "Content-Disposition: inline; filename=\"" + file.file_name +
                "\"\r\nContent-ID: <" + file.content_id + ">\r\n";
    }
    return part + "\r\n" + base64_lines(file.bytes);
}

// Several parts as one. No body has a line with such a boundary: "=_" is in no quoted-printable
// text (RFC 2045, 6.7) and "_" in no base64.
std::string multipart(std::string_view kind, std::string_view boundary,
                      const std::vector<std::string>& parts) {
    if (parts.size() == 1) return parts.front();
    const std::string line = "=_" + std::string(kind) + "-" + std::string(boundary);
    std::string whole =
        "Content-Type: multipart/" + std::string(kind) + "; boundary=\"" + line + "\"\r\n\r\n";
    for (const std::string& part : parts) {
        whole += "--" + line + "\r\n" + part + "\r\n";
    }
    return whole + "--" + line + "--\r\n";
}

// The body with the headers that say what it is.
std::string content_of(const Mail& mail) {
    if (mail.html.empty()) return text_part("text/plain", mail.text);
    std::vector<std::string> shown = {
        multipart("alternative", mail.id,
                  {text_part("text/plain", mail.text), text_part("text/html", mail.html)})};
    for (const Attachment& file : mail.attachments) {
        if (!file.content_id.empty()) shown.push_back(file_part(file));
    }
    std::vector<std::string> all = {multipart("related", mail.id, shown)};
    for (const Attachment& file : mail.attachments) {
        if (file.content_id.empty()) all.push_back(file_part(file));
    }
    return multipart("mixed", mail.id, all);
}

base::Result<void> failed(const fs::path& path) {
    const int reason = errno;
    return base::fail(base::ErrorCode::internal,
                      "could not write " + path.string() + ": " + std::strerror(reason));
}

bool write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = write(file, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return fsync(file) == 0;
}

// What was renamed is there after a crash only when its folder is on disk, too.
bool sync_folder(const fs::path& folder) {
    const int file = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return false;
    const bool synced = fsync(file) == 0;
    close(file);
    return synced;
}

}  // namespace

std::string address_of(std::string_view mailbox) {
    const std::size_t begin = mailbox.rfind('<');
    if (begin == std::string_view::npos || !mailbox.ends_with('>')) return std::string(mailbox);
    return std::string(mailbox.substr(begin + 1, mailbox.size() - begin - 2));
}

base::Result<std::string> to_message(const Mail& mail) {
    const std::string sender = address_of(mail.from);
    if (!is_address(sender) || !is_ascii(mail.from) || !is_address(mail.to) ||
        (!mail.reply_to.empty() && !is_address(mail.reply_to))) {
        return base::fail(base::ErrorCode::invalid_field,
                          "no mail goes from \"" + mail.from + "\" to \"" + mail.to + "\"");
    }
    std::string message;
    const auto add = [&message](std::string_view name, std::string_view value) {
        message += std::string(name) + ": " + std::string(value) + "\r\n";
    };
    if (mail.sender.empty()) {
        add("From", without_control_characters(mail.from));
    } else {
        add("From", name_text(mail.sender) + "\r\n <" + sender + ">");
    }
    add("To", mail.to);
    if (!mail.reply_to.empty()) add("Reply-To", mail.reply_to);
    add("Subject", header_text(mail.subject));
    add("Date", date_text(mail.date));
    add("Message-ID", "<" + mail.id + "@" + sender.substr(sender.find('@') + 1) + ">");
    add("Auto-Submitted", "auto-generated");
    add("MIME-Version", "1.0");
    return message + content_of(mail);
}

base::Result<void> deliver_to_folder(const fs::path& folder, const Mail& mail) {
    const auto message = to_message(mail);
    if (!message) return base::fail(message.error());
    std::error_code error;
    if (!fs::exists(folder, error)) {
        fs::create_directories(folder, error);
        chmod(folder.c_str(), S_IRWXU);  // the links in mails let people in
    }
    const fs::path path = folder / (mail.id + ".eml");
    const fs::path draft = folder / ("." + mail.id + ".draft");
    const int file = open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return failed(draft);
    const bool written = write_all(file, *message);
    auto outcome = written ? base::Result<void>() : failed(draft);
    close(file);
    if (!outcome) {
        unlink(draft.c_str());
        return outcome;
    }
    if (rename(draft.c_str(), path.c_str()) != 0 || !sync_folder(folder)) return failed(path);
    return {};
}

}  // namespace outbound
