// What has to be true of the cluster in the data folder before and after its server starts.
#pragma once

#include <string_view>

#include "base/error.hpp"
#include "pg/account.hpp"
#include "pg/binaries.hpp"
#include "pg/data_folder.hpp"

namespace pg {

// The role that owns the cluster, used only to make the other one.
inline constexpr std::string_view superuser_role = "postgres";
// Name of the database and of the role that owns it: an ordinary one, as on a server of others.
inline constexpr std::string_view application_role = "bookingtms";

// The environment of PostgreSQL's programs. Nothing of ours reaches them: PGDATA or PGPORT would.
std::vector<std::string> server_environment();

// A server of an earlier run that still shuts down has the folder; it is given time. Clears what a
// killed one left behind. The caller has the lock of the folder.
base::Result<void> wait_for_predecessor(const DataFolder& folder, const Account& account);

// A new cluster, made aside and renamed, so that a crash in between leaves none.
base::Result<void> make_cluster(const DataFolder& folder, const Binaries& binaries,
                                const Account& server);

// Who may log in: through the socket only, and there only the accounts named here, whom the kernel
// vouches for. No password exists, so none can leak.
base::Result<void> write_access_rules(const DataFolder& folder, const Account& server);

// After the start: makes what is missing.
base::Result<void> make_role_and_database(const DataFolder& folder);

}  // namespace pg
