// The demo tenants of `bookingtms dev` and the file by which scripts find them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "cli/demo_users.hpp"

namespace cli {

// Applies sql/seed/demo.sql where the database has no organization yet.
base::Result<void> seed_demo(const std::string& database_url);

struct Embed {
    std::string organization_name;
    std::string organization_slug;
    std::string embed_key;
    std::vector<std::string> activity_ids;  // active ones
};

base::Result<std::vector<Embed>> read_embeds(const std::string& database_url);

// What scripts need to know of the running program.
struct DevFile {
    std::string url;
    std::string database_url;
    std::vector<Embed> embeds;
    std::vector<DemoUser> users;
};

// dev.json in the data folder: {url, database_url, embeds: [{organization, embed_key,
// activity_ids}], users: [{email, password, role, organization}]}. Readable by its owner only, and
// whole or not there at all.
base::Result<void> write_dev_file(const std::filesystem::path& folder, const DevFile& file);
void remove_dev_file(const std::filesystem::path& folder);

}  // namespace cli
