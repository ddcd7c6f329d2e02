// The mail server of the settings.
#pragma once

#include <optional>

#include "base/error.hpp"
#include "config/settings.hpp"
#include "outbound/smtp.hpp"

namespace cli {

// Nothing where mails go to the folder. invalid_configuration where a password would travel to
// another machine without encryption.
base::Result<std::optional<outbound::SmtpServer>> mail_server(const config::Settings& settings);

}  // namespace cli
