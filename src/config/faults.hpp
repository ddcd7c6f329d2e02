// What is wrong with the text of a setting, as the end of a sentence that begins with the setting's
// name; nothing where it is right. Each stands in the table in settings.cpp.
#pragma once

#include <optional>
#include <string>

namespace config {

std::optional<std::string> address_fault(const std::string& value);
std::optional<std::string> listener_fault(const std::string& value);
std::optional<std::string> networks_fault(const std::string& value);
std::optional<std::string> url_fault(const std::string& value);
std::optional<std::string> path_fault(const std::string& value);
std::optional<std::string> smtp_url_fault(const std::string& value);
std::optional<std::string> redis_url_fault(const std::string& value);
std::optional<std::string> replica_urls_fault(const std::string& value);
std::optional<std::string> mailbox_fault(const std::string& value);
std::optional<std::string> stripe_key_fault(const std::string& value);
std::optional<std::string> webhook_secrets_fault(const std::string& value);

}  // namespace config
