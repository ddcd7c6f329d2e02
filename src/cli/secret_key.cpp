// Reading or making the master secret.
#include "cli/secret_key.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

#include "base/ids.hpp"
#include "base/text.hpp"
#include "cli/database.hpp"

namespace cli {
namespace {

namespace fs = std::filesystem;

constexpr int secret_bytes = 48;

base::Result<std::string> refuse(const fs::path& path, const std::string& why) {
    return base::fail(base::ErrorCode::invalid_configuration,
                      "The secret key in " + path.string() + " " + why);
}

base::Result<std::string> read_secret(const fs::path& path) {
    struct stat status{};
    if (stat(path.c_str(), &status) != 0) {
        return refuse(path, std::string("cannot be read: ") + std::strerror(errno) + ".");
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return refuse(
            path, "can be read by others. Take that right away with: chmod 600 " + path.string());
    }
    std::ifstream file(path);
    std::ostringstream content;
    content << file.rdbuf();
    if (!file) return refuse(path, "cannot be read.");
    return std::string(base::trim(content.str()));
}

// Nothing, or what went wrong, as errno. A file that was begun stays behind.
std::optional<int> fault_of_writing(const std::string& path, const std::string& text) {
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return errno;
    std::optional<int> fault;
    errno = EIO;  // stays where less than everything was written
    const bool is_whole = write(file, text.data(), text.size()) == std::ssize(text);
    if (!is_whole || fsync(file) != 0) fault = errno;
    close(file);
    return fault;
}

std::optional<int> fault_of_syncing(const fs::path& folder) {
    const int handle = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) return errno;
    std::optional<int> fault;
    if (fsync(handle) != 0) fault = errno;
    close(handle);
    return fault;
}

// Writes a new secret and gives it its name only when it is whole. Of two programs that start
// together one wins, and both read what the winner wrote. What is sealed with the secret is lost
// with it, so it is on disk, name and all, before it is used.
base::Result<void> make_secret(const fs::path& path) {
    const std::string draft = path.string() + "." + base::random_hex(4);
    auto fault = fault_of_writing(draft, base::random_hex(secret_bytes) + "\n");
    if (!fault && link(draft.c_str(), path.c_str()) != 0 && errno != EEXIST) fault = errno;
    unlink(draft.c_str());
    if (!fault) fault = fault_of_syncing(path.parent_path());
    if (!fault) return {};
    return base::fail(
        base::ErrorCode::invalid_configuration,
        "Could not write the secret key to " + path.string() + ": " + std::strerror(*fault) + ".");
}

}  // namespace

base::Result<crypto::Keys> load_keys(const config::Configuration& configuration,
                                     WithoutSecret without) {
    const config::Settings& settings = configuration.settings;
    if (!settings.secret_key.empty()) return crypto::Keys::from(settings.secret_key);
    if (!settings.database_url.empty() && without == WithoutSecret::refuse) {
        return base::fail(base::ErrorCode::invalid_configuration,
                          "There is no secret key. All nodes on one database share one: set "
                          "BOOKINGTMS_SECRET_KEY to what this prints: openssl rand -base64 48");
    }
    const fs::path folder = data_dir(configuration);
    std::error_code error;
    if (!fs::exists(folder, error)) {
        fs::create_directories(folder, error);
        chmod(folder.c_str(), 0700);
    }
    const fs::path path = folder / "secret_key";
    if (!fs::exists(path, error)) {
        if (auto made = make_secret(path); !made) return base::fail(made.error());
    }
    const auto secret = read_secret(path);
    if (!secret) return base::fail(secret.error());
    auto keys = crypto::Keys::from(*secret);
    if (!keys) {
        return base::fail(base::ErrorCode::invalid_configuration,
                          "The secret key in " + path.string() +
                              " is damaged. Put back the one that was there: without it, "
                              "everybody signs in again and sets up the second factor anew.");
    }
    return keys;
}

}  // namespace cli
