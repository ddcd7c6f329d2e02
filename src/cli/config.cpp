// `bookingtms config`: every setting, its value and where that is from.
#include <algorithm>
#include <iomanip>
#include <iostream>

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"

namespace cli {

int config_show(const config::Configuration& configuration) {
    std::size_t width = 0;
    for (const auto& setting : config::table()) width = std::max(width, setting.name.size());
    for (const auto& setting : config::table()) {
        std::cout << std::left << std::setw(static_cast<int>(width) + 2) << setting.name
                  << std::setw(24) << config::shown_value(setting, configuration.settings) << "  "
                  << config::to_string(configuration.sources.at(setting.name)) << '\n';
    }
    return exit_success;
}

// Reached only with settings that loaded: main refuses all others and says why.
int config_validate(const config::Configuration&) {
    std::cout << "The settings are valid.\n";
    return exit_success;
}

}  // namespace cli
