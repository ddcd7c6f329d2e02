// The data folder on disk: what lies where, who may use it, and with which PostgreSQL.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "pg/account.hpp"

namespace pg {

struct DataFolder {
    std::filesystem::path root;
    explicit DataFolder(const std::filesystem::path& data_dir);  // made absolute

    std::filesystem::path cluster() const { return root / "postgres"; }
    // initdb works here and the result is renamed, so that a cluster is whole or absent.
    std::filesystem::path unfinished_cluster() const { return root / "postgres.new"; }
    std::filesystem::path lock_file() const { return root / "lock"; }
    std::filesystem::path log_file() const { return root / "postgres.log"; }
    // `run`, or a short folder under /tmp where the path of a socket in it would be too long.
    std::filesystem::path socket_dir() const;

    bool has_cluster() const;
    // URL for this role and database through the socket.
    std::string url(const std::string& role, const std::string& database) const;
    // The process in `postmaster.pid` if it is alive and really serves this cluster.
    std::optional<pid_t> running_server() const;
};

// Ours as long as it lives; the kernel takes it back when we die.
class FolderLock {
public:
    // Refused while another process has it, naming that process.
    static base::Result<FolderLock> take(const DataFolder& folder);
    static bool is_taken(const DataFolder& folder);

    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&& other) noexcept;
    ~FolderLock();

private:
    explicit FolderLock(int file) : file_(file) {}
    int file_ = -1;
};

// Makes the folder itself, closed to others, and says why it cannot.
base::Result<void> prepare_root(const DataFolder& folder, const Account& server);

// Makes the folder for the socket, open to the server's account only and without an old socket. No
// server may run in the data folder.
base::Result<void> prepare_socket_dir(const DataFolder& folder, const Account& server);

// Major version of the cluster, nothing where there is none yet. Refused where `postgres` is
// something else.
base::Result<std::optional<int>> cluster_version(const DataFolder& folder);

// Refused with a sentence where less is free than a new cluster needs.
base::Result<void> check_free_space(const DataFolder& folder);

}  // namespace pg
