// Which account runs the private PostgreSQL, and where it may go.
#include "pg/account.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace pg {
namespace {

std::optional<Account> to_account(const passwd* entry) {
    if (entry == nullptr) return std::nullopt;
    Account account{
        .user_id = entry->pw_uid, .group_id = entry->pw_gid, .name = entry->pw_name, .groups = {}};
    int count = 64;
    account.groups.resize(static_cast<std::size_t>(count));
    if (getgrouplist(entry->pw_name, entry->pw_gid, account.groups.data(), &count) < 0) count = 0;
    account.groups.resize(static_cast<std::size_t>(count));
    return account;
}

std::optional<uid_t> owner_of(const std::filesystem::path& path) {
    struct stat info{};
    if (stat(path.c_str(), &info) != 0) return std::nullopt;
    return info.st_uid;
}

bool may_pass(const Account& account, const struct stat& folder) {
    if (folder.st_uid == account.user_id) return (folder.st_mode & S_IXUSR) != 0;
    const bool in_group = folder.st_gid == account.group_id ||
                          std::find(account.groups.begin(), account.groups.end(), folder.st_gid) !=
                              account.groups.end();
    return (folder.st_mode & (in_group ? S_IXGRP : S_IXOTH)) != 0;
}

}  // namespace

base::Result<Account> server_account(const std::filesystem::path& data_dir,
                                     const std::filesystem::path& cluster) {
    const auto cluster_owner = owner_of(cluster);
    if (geteuid() != 0) {
        if (cluster_owner && *cluster_owner != geteuid()) {
            return base::fail(base::ErrorCode::invalid_configuration,
                              "The data folder " + data_dir.string() + " belongs to the user " +
                                  account_name(*cluster_owner) +
                                  ". Start as that user or as root, or give another folder with "
                                  "--data-dir.");
        }
        if (auto self = to_account(getpwuid(geteuid()))) return *self;
        return base::fail(base::ErrorCode::invalid_configuration,
                          "The user id " + std::to_string(geteuid()) +
                              " has no name on this machine, and PostgreSQL needs one. Add it to "
                              "/etc/passwd, or give --database-url.");
    }
    std::vector<std::optional<Account>> choices;
    if (cluster_owner) choices.push_back(to_account(getpwuid(*cluster_owner)));
    choices.push_back(to_account(getpwnam("postgres")));
    if (const auto owner = owner_of(data_dir)) choices.push_back(to_account(getpwuid(*owner)));
    choices.push_back(to_account(getpwnam("nobody")));
    for (const auto& choice : choices) {
        if (choice && choice->user_id != 0) return *choice;
    }
    return base::fail(base::ErrorCode::invalid_configuration,
                      "PostgreSQL does not run as root, and there is neither a user postgres nor a "
                      "user nobody. Install postgresql-15, which makes one, or start as another "
                      "user.");
}

std::optional<std::filesystem::path> first_closed_folder(const Account& account,
                                                         const std::filesystem::path& path) {
    if (account.user_id == 0) return std::nullopt;
    std::filesystem::path folder;
    for (const auto& part : std::filesystem::absolute(path).lexically_normal()) {
        folder /= part;
        struct stat info{};
        if (stat(folder.c_str(), &info) != 0) return std::nullopt;
        if (S_ISDIR(info.st_mode) && !may_pass(account, info)) return folder;
    }
    return std::nullopt;
}

std::string account_name(uid_t user_id) {
    const passwd* entry = getpwuid(user_id);
    return entry == nullptr ? std::to_string(user_id) : entry->pw_name;
}

}  // namespace pg
