// The user account under which the private PostgreSQL runs. PostgreSQL refuses to run as root, so a
// program started as root lends it another one.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace pg {

struct Account {
    uid_t user_id = 0;
    gid_t group_id = 0;
    std::string name;
    std::vector<gid_t> groups;
};

// Who runs PostgreSQL for this data folder. Not root: ourselves. Root: the owner of an existing
// `cluster`, else `postgres`, else the owner of `data_dir`, else `nobody`.
base::Result<Account> server_account(const std::filesystem::path& data_dir,
                                     const std::filesystem::path& cluster);

// The first folder on the way to `path` that this account may not pass. Folders that do not exist
// yet are no obstacle. Looks at owner, group and mode; root may pass everywhere.
std::optional<std::filesystem::path> first_closed_folder(const Account& account,
                                                         const std::filesystem::path& path);

// Name of an account, or its number where it has none.
std::string account_name(uid_t user_id);

}  // namespace pg
