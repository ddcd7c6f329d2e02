// Mails handed to a mail server (RFC 5321), by libcurl.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "outbound/mail.hpp"

namespace outbound {

enum class SmtpTls {
    required,       // STARTTLS with a certificate that is good for the host, or no mail
    opportunistic,  // STARTTLS where the server offers it, with any certificate
    none,
};

struct SmtpServer {
    std::string url;       // "smtp://mail.example.com:587", "smtps://mail.example.com"
    std::string user;      // empty: no sign-in
    std::string password;  // never in an error
    SmtpTls tls = SmtpTls::required;
    std::string ca_file;  // certificates that are trusted instead of the system's; empty: those
    std::chrono::seconds timeout{30};
};

struct SmtpFault {
    std::string reason;
    // The server refused the sender, the recipient or the mail for good (5xx). What may pass is
    // not: 4xx, the network, and 53x, with which a server refuses our sign-in and not the mail.
    bool is_permanent = false;
};

// Hands the mail over; nothing where the server has accepted it. Blocks for up to the timeout. A
// connection that breaks after the mail and before the answer leaves open whether it was accepted:
// that is a fault, so a mail may be sent twice, with the same Message-ID.
std::optional<SmtpFault> deliver_by_smtp(const SmtpServer& server, const Mail& mail);

// Connects, signs in and goes, with no mail; nothing where the server took that. Blocks for at most
// ten seconds and the timeout.
std::optional<SmtpFault> greet_by_smtp(const SmtpServer& server);

}  // namespace outbound
