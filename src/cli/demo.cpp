// The demo tenants of `bookingtms dev` and the file by which scripts find them.
#include "cli/demo.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <cstring>

#include "base/embedded_file.hpp"
#include "pg/blocking.hpp"

namespace cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::string_view seed_path = "seed/demo.sql";

auto failed(const pg::Failure& failure) {
    return base::fail(base::ErrorCode::database_unavailable,
                      "The demo data could not be read or made: " + failure.message + ".");
}

// Of two programs that start on one database, one makes the demo data and the other waits for it.
constexpr const char* begin_alone =
    "begin; select pg_advisory_xact_lock(hashtext('bookingtms demo'));";

base::Result<void> insert_once(pg::BlockingConnection& connection, const std::string& seed) {
    const auto begun = connection.script(begin_alone);
    if (!begun) return failed(begun.error());
    const auto found =
        connection.query("select from organizations where not is_platform limit 1", pg::Params());
    if (!found) return failed(found.error());
    if (found->empty()) {
        const auto made = connection.script(seed);
        if (!made) return failed(made.error());
    }
    const auto committed = connection.script("commit");
    if (!committed) return failed(committed.error());
    return {};
}

base::Result<void> write_private(const fs::path& path, const std::string& text) {
    const fs::path draft = path.string() + ".new";
    unlink(draft.c_str());
    const int file = open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const bool written =
        file >= 0 && write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    const int reason = errno;
    if (file >= 0) close(file);
    if (written && rename(draft.c_str(), path.c_str()) == 0) return {};
    return base::fail(base::ErrorCode::invalid_configuration,
                      "Could not write " + path.string() + ": " + std::strerror(reason) +
                          ". Free some space or give another folder with --data-dir.");
}

}  // namespace

base::Result<void> seed_demo(const std::string& database_url) {
    const auto files = sql::files();
    const auto seed = std::find_if(files.begin(), files.end(),
                                   [](const auto& file) { return file.path == seed_path; });
    if (seed == files.end()) return {};
    auto connection = pg::BlockingConnection::open(database_url);
    if (!connection) return failed(connection.error());
    return insert_once(*connection, std::string(seed->content));
}

base::Result<std::vector<Embed>> read_embeds(const std::string& database_url) {
    auto connection = pg::BlockingConnection::open(database_url);
    if (!connection) return failed(connection.error());
    const auto rows = connection->query(R"(
        select o.name, o.slug, k.embed_key, a.id
        from embed_keys k
        join embed_configs e on (e.organization_id, e.id) = (k.organization_id, k.embed_config_id)
        join organizations o on o.id = k.organization_id
        left join activities a on a.organization_id = o.id and a.is_active
        where e.is_active
        order by o.id, k.embed_key, a.id)",
                                        pg::Params());
    if (!rows) return failed(rows.error());
    std::vector<Embed> embeds;
    for (int i = 0; i < rows->size(); ++i) {
        const pg::Row row = (*rows)[i];
        if (embeds.empty() || embeds.back().embed_key != row.text(2)) {
            embeds.push_back(
                {std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2)), {}});
        }
        if (!row.is_null(3)) embeds.back().activity_ids.emplace_back(row.text(3));
    }
    return embeds;
}

base::Result<void> write_dev_file(const fs::path& folder, const DevFile& file) {
    json::array list;
    for (const auto& embed : file.embeds) {
        json::array activity_ids(embed.activity_ids.begin(), embed.activity_ids.end());
        list.push_back({{"organization", embed.organization_slug},
                        {"embed_key", embed.embed_key},
                        {"activity_ids", std::move(activity_ids)}});
    }
    json::array users;
    for (const auto& user : file.users) {
        users.push_back({{"email", user.email},
                         {"password", user.password},
                         {"role", user.role},
                         {"organization", user.organization}});
    }
    const json::object content = {{"url", file.url},
                                  {"database_url", file.database_url},
                                  {"embeds", std::move(list)},
                                  {"users", std::move(users)}};
    std::error_code error;  // write_private() says what is wrong
    if (!fs::exists(folder, error)) {
        fs::create_directories(folder, error);
        chmod(folder.c_str(), 0700);
    }
    return write_private(folder / "dev.json", json::serialize(content) + "\n");
}

void remove_dev_file(const fs::path& folder) {
    std::error_code error;
    fs::remove(folder / "dev.json", error);
}

}  // namespace cli
