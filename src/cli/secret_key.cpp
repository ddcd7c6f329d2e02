// Reading or making the master secret.
#include "cli/secret_key.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

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

// Writes a new secret and gives it its name only when it is whole. Of two programs that start
// together one wins, and both read what the winner wrote.
base::Result<void> make_secret(const fs::path& path) {
    const std::string text = base::random_hex(secret_bytes) + "\n";
    const std::string draft = path.string() + "." + base::random_hex(4);
    const int file = open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const bool written =
        file >= 0 && write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        fsync(file) == 0;
    int reason = errno;
    if (file >= 0) close(file);
    const bool named = written && (link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST);
    if (written && !named) reason = errno;
    unlink(draft.c_str());
    if (named) return {};
    return base::fail(
        base::ErrorCode::invalid_configuration,
        "Could not write the secret key to " + path.string() + ": " + std::strerror(reason) + ".");
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
    return crypto::Keys::from(*secret);
}

}  // namespace cli
