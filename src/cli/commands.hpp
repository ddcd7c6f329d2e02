// The commands of the program, one file each. All return an exit code.
#pragma once

#include "config/settings.hpp"

namespace cli {

int dev(const config::Configuration& configuration);
int serve(const config::Configuration& configuration);
int migrate_status(const config::Configuration& configuration);
int migrate_up(const config::Configuration& configuration);
int doctor(const config::Configuration& configuration);
int config_show(const config::Configuration& configuration);
int config_validate(const config::Configuration& configuration);
int routes();

}  // namespace cli
