// The mail server of the settings.
#include "cli/mail_server.hpp"

#include <string_view>

namespace cli {
namespace {

bool is_this_machine(std::string_view url) {
    std::string_view host = url.substr(url.find("//") + 2);
    if (host.starts_with("[::1]")) return true;
    host = host.substr(0, host.find(':'));
    return host == "localhost" || host.starts_with("127.");
}

outbound::SmtpTls tls_of(const config::Settings& settings) {
    if (settings.smtp_tls == "none") return outbound::SmtpTls::none;
    if (settings.smtp_tls == "opportunistic") return outbound::SmtpTls::opportunistic;
    if (settings.smtp_tls == "auto" && is_this_machine(settings.smtp_url)) {
        return outbound::SmtpTls::opportunistic;
    }
    return outbound::SmtpTls::required;
}

}  // namespace

base::Result<std::optional<outbound::SmtpServer>> mail_server(const config::Settings& settings) {
    if (settings.smtp_url.empty()) return std::nullopt;
    outbound::SmtpServer server;
    server.url = settings.smtp_url;
    server.user = settings.smtp_user;
    server.password = settings.smtp_password;
    server.tls = tls_of(settings);
    server.ca_file = settings.smtp_ca_file;
    server.timeout = std::chrono::seconds(settings.smtp_timeout_seconds);
    const bool is_open = server.tls != outbound::SmtpTls::required &&
                         !server.url.starts_with("smtps:") && !is_this_machine(server.url);
    if (is_open && !server.user.empty()) {
        return base::fail(base::ErrorCode::invalid_configuration,
                          "smtp_user would sign in to " + server.url +
                              " without encryption: set smtp_tls to required.");
    }
    return server;
}

}  // namespace cli
