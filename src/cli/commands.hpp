// The commands of the program, one file each. All return an exit code.
#pragma once

#include "cli/words.hpp"
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
int schedule_show(const config::Configuration& configuration, const Words& words);
int schedule_set(const config::Configuration& configuration, const Words& words);
int user_create_admin(const config::Configuration& configuration, const Words& words);
int tenant_create(const config::Configuration& configuration, const Words& words);
int session_close(const config::Configuration& configuration, const Words& words);
int session_block(const config::Configuration& configuration, const Words& words);
int session_open(const config::Configuration& configuration, const Words& words);
int session_resize(const config::Configuration& configuration, const Words& words);
int key_create(const config::Configuration& configuration, const Words& words);
int key_list(const config::Configuration& configuration, const Words& words);
int key_revoke(const config::Configuration& configuration, const Words& words);
int audit_verify(const config::Configuration& configuration, const Words& words);

}  // namespace cli
