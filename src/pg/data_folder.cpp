// The data folder on disk.
#include "pg/data_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include "base/hash.hpp"
#include "base/text.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;

// A fresh cluster takes 40 MB and its first write-ahead log 16 MB; the rest is room to work.
constexpr std::uint64_t free_bytes_min = 256ULL * 1024 * 1024;
constexpr std::uint64_t bytes_per_mb = 1024ULL * 1024;

// The kernel takes 107 bytes; PostgreSQL adds ".lock" for a file beside the socket.
constexpr std::size_t socket_path_bytes_max = 100;
constexpr std::string_view socket_name = "/.s.PGSQL.5432";

constexpr std::string_view or_other_folder = ", or give another folder with --data-dir.";

auto refuse(std::string sentence) {
    return base::fail(base::ErrorCode::invalid_configuration, std::move(sentence));
}

std::string reason_of(int error) {
    return std::strerror(error);
}

std::string read_text(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Everything but letters, digits and "-._~" as %XX (RFC 3986).
std::string percent_encode(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    std::string result;
    for (const char letter : text) {
        if (plain.find(letter) != std::string_view::npos) {
            result += letter;
            continue;
        }
        const auto byte = static_cast<unsigned char>(letter);
        result += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
    return result;
}

base::Result<void> give_to(const fs::path& path, const Account& account) {
    if (geteuid() == account.user_id ||
        lchown(path.c_str(), account.user_id, account.group_id) == 0) {
        return {};
    }
    return refuse("Could not give " + path.string() + " to the user " + account.name + ": " +
                  reason_of(errno) + ".");
}

base::Result<void> check_reachable(const DataFolder& folder, const Account& server) {
    const auto closed = first_closed_folder(server, folder.root);
    if (!closed) return {};
    return refuse("PostgreSQL runs as the user " + server.name + ", who may not enter " +
                  closed->string() +
                  ". Give a folder elsewhere with --data-dir, for example /var/lib/bookingtms.");
}

}  // namespace

DataFolder::DataFolder(const fs::path& data_dir) {
    std::error_code error;
    root = fs::weakly_canonical(fs::absolute(data_dir), error);
    // Where a folder on the way is closed to us; what uses the path will say so.
    if (error) root = fs::absolute(data_dir).lexically_normal();
    // "data/" is the folder "data".
    if (!root.has_filename()) root = root.parent_path();
}

fs::path DataFolder::socket_dir() const {
    auto inside = root / "run";
    if (inside.string().size() + socket_name.size() <= socket_path_bytes_max) return inside;
    return "/tmp/bookingtms-" + base::sha256_hex(root.string()).substr(0, 16);
}

bool DataFolder::has_cluster() const {
    std::error_code error;
    return fs::exists(cluster() / "PG_VERSION", error);
}

std::string DataFolder::url(const std::string& role, const std::string& database) const {
    // The role as a parameter: many URL parsers refuse a user name before an empty host.
    return "postgresql:///" + database + "?host=" + percent_encode(socket_dir().string()) +
           "&port=5432&user=" + role;
}

std::optional<pid_t> DataFolder::running_server() const {
    const std::string text = read_text(cluster() / "postmaster.pid");
    const auto id = base::parse_integer(base::trim(text.substr(0, text.find('\n'))));
    if (!id || *id <= 1) return std::nullopt;
    // The file outlives a killed server, and its number may belong to another program by now.
    const std::string command = read_text("/proc/" + std::to_string(*id) + "/cmdline");
    if (command.find(cluster().string()) == std::string::npos) return std::nullopt;
    return static_cast<pid_t>(*id);
}

base::Result<FolderLock> FolderLock::take(const DataFolder& folder) {
    const auto path = folder.lock_file();
    const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0) {
        return refuse("Could not open " + path.string() + ": " + reason_of(errno) +
                      ". Start as the owner of the folder" + std::string(or_other_folder));
    }
    FolderLock lock(file);
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
        const std::string owner(base::trim(read_text(path)));
        return refuse("The data folder " + folder.root.string() + " is in use by process " +
                      (owner.empty() ? "(unknown)" : owner) + ". Stop that process" +
                      std::string(or_other_folder));
    }
    const std::string id = std::to_string(getpid()) + "\n";
    if (ftruncate(file, 0) != 0 || write(file, id.data(), id.size()) < 0) {
        return refuse("Could not write " + path.string() + ": " + reason_of(errno) +
                      ". Free some space on its disk" + std::string(or_other_folder));
    }
    return lock;
}

bool FolderLock::is_taken(const DataFolder& folder) {
    const int file = open(folder.lock_file().c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    const FolderLock probe(file);
    return flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

FolderLock::FolderLock(FolderLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
}

FolderLock::~FolderLock() {
    if (file_ >= 0) close(file_);
}

base::Result<void> prepare_root(const DataFolder& folder, const Account& server) {
    if (auto open = check_reachable(folder, server); !open) return open;
    std::error_code error;
    if (!fs::exists(folder.root, error)) {
        fs::create_directories(folder.root, error);
        // Nobody may list the folder; the server's account, where it is another one, passes
        // through.
        const mode_t mode = server.user_id == geteuid() ? 0700 : 0711;
        if (error || chmod(folder.root.c_str(), mode) != 0) {
            return refuse("Could not make the data folder " + folder.root.string() + ": " +
                          (error ? error.message() : reason_of(errno)) +
                          ". Start as a user who may" + std::string(or_other_folder));
        }
    }
    if (!fs::is_directory(folder.root, error)) {
        return refuse("The data folder " + folder.root.string() + " is not a folder. Move it away" +
                      std::string(or_other_folder));
    }
    // Again, because the umask may have closed the folders that were just made.
    return check_reachable(folder, server);
}

base::Result<void> prepare_socket_dir(const DataFolder& folder, const Account& server) {
    const auto path = folder.socket_dir();
    if (mkdir(path.c_str(), 0700) == 0) return give_to(path, server);
    const int error = errno;
    struct stat info{};
    // Under /tmp somebody else may have made it first, or a link with its name.
    const bool is_ours = error == EEXIST && lstat(path.c_str(), &info) == 0 &&
                         S_ISDIR(info.st_mode) && info.st_uid == server.user_id;
    if (is_ours && chmod(path.c_str(), 0700) == 0) {
        // Left by a killed server. The number in the lock may be another program's by now.
        unlink((path.string() + std::string(socket_name)).c_str());
        unlink((path.string() + std::string(socket_name) + ".lock").c_str());
        return {};
    }
    return refuse(
        "Could not use " + path.string() + " for PostgreSQL's socket: " +
        (error == EEXIST ? "it does not belong to the user " + server.name : reason_of(error)) +
        ". Remove it" + std::string(or_other_folder));
}

base::Result<std::optional<int>> cluster_version(const DataFolder& folder) {
    const auto cluster = folder.cluster();
    std::error_code error;
    if (!fs::exists(cluster, error) && !error) return std::optional<int>();
    const auto version = base::parse_integer(base::trim(read_text(cluster / "PG_VERSION")));
    if (version) return std::optional<int>(static_cast<int>(*version));
    return refuse(cluster.string() +
                  " is not a PostgreSQL data folder that can be read. Move it away" +
                  std::string(or_other_folder));
}

base::Result<void> check_free_space(const DataFolder& folder) {
    struct statvfs disk{};
    if (statvfs(folder.root.c_str(), &disk) != 0) return {};
    const std::uint64_t free_bytes = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
    if (free_bytes >= free_bytes_min) return {};
    return refuse("Only " + std::to_string(free_bytes / bytes_per_mb) +
                  " MB are free on the disk of " + folder.root.string() +
                  "; a new database needs " + std::to_string(free_bytes_min / bytes_per_mb) +
                  " MB. Free some space" + std::string(or_other_folder));
}

}  // namespace pg
