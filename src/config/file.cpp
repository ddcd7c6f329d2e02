// Reads the settings file. The only file that includes toml++.
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <filesystem>
#include <string>

#include "config/settings.hpp"

namespace config {

base::Result<Texts> read_file(const std::string& path) {
    if (!std::filesystem::is_regular_file(path)) {
        return base::fail(base::ErrorCode::invalid_configuration,
                          "The settings file " + path + " does not exist or is not a file.");
    }
    const toml::parse_result parsed = toml::parse_file(path);
    if (!parsed) {
        const auto line = parsed.error().source().begin.line;
        return base::fail(base::ErrorCode::invalid_configuration,
                          path + ", line " + std::to_string(line) + ": " +
                              std::string(parsed.error().description()) + ".");
    }
    Texts values;
    for (const auto& [key, node] : parsed.table()) {
        const std::string name(key.str());
        if (const auto* number = node.as_integer()) {
            values[name] = std::to_string(number->get());
        } else if (const auto* text = node.as_string()) {
            values[name] = text->get();
        } else {
            return base::fail(base::ErrorCode::invalid_configuration,
                              "'" + name + "' in " + path +
                                  " must be a whole number or a text in quotes; settings stand at "
                                  "the top level of the file.");
        }
    }
    return values;
}

}  // namespace config
