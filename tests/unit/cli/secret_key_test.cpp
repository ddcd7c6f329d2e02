// Where the master secret comes from.
#include "cli/secret_key.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <latch>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace fs = std::filesystem;
using cli::load_keys;
using cli::WithoutSecret;
using crypto::Key;

const std::string given_secret = "kQ2vX8mB4rT6yN1pL9wZ3sH7dF5gJ0cA";

class SecretKeyTest : public testing::Test {
protected:
    SecretKeyTest() {
        std::string name = (fs::temp_directory_path() / "bookingtms-secret-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        folder_ = name;
    }
    ~SecretKeyTest() override { fs::remove_all(folder_); }

    fs::path data_dir() const { return folder_ / "data"; }
    fs::path file() const { return data_dir() / "secret_key"; }

    config::Configuration configuration(config::Texts flags = {}) const {
        config::Origins origins;
        origins.flags = std::move(flags);
        origins.flags["data_dir"] = data_dir().string();
        return config::load(origins).value();
    }

    void write(const std::string& text, fs::perms rights) const {
        fs::create_directories(data_dir());
        std::ofstream(file()) << text;
        fs::permissions(file(), rights);
    }

    // What is said where the file is refused.
    std::string refusal() const {
        const auto keys = load_keys(configuration(), WithoutSecret::make_one);
        if (keys) return "not refused";
        EXPECT_EQ(keys.error().code, base::ErrorCode::invalid_configuration);
        return keys.error().detail;
    }

private:
    fs::path folder_;
};

constexpr fs::perms private_file = fs::perms::owner_read | fs::perms::owner_write;

Key first_of(const base::Result<crypto::Keys>& keys) {
    return keys.value().access_tokens().front();
}

TEST_F(SecretKeyTest, TheSettingWinsAndNoFileIsMade) {
    const auto keys =
        load_keys(configuration({{"secret_key", given_secret}}), WithoutSecret::refuse);
    EXPECT_EQ(first_of(keys), first_of(crypto::Keys::from(given_secret)));
    EXPECT_FALSE(fs::exists(data_dir()));
}

TEST_F(SecretKeyTest, AShortSettingIsRefused) {
    const auto keys = load_keys(configuration({{"secret_key", "short"}}), WithoutSecret::make_one);
    ASSERT_FALSE(keys);
    EXPECT_EQ(keys.error().code, base::ErrorCode::invalid_configuration);
}

TEST_F(SecretKeyTest, BesideThePrivateDatabaseItIsMadeOnceForItsOwnerOnly) {
    const auto first = load_keys(configuration(), WithoutSecret::refuse);
    const auto second = load_keys(configuration(), WithoutSecret::refuse);
    EXPECT_EQ(first_of(first), first_of(second));
    EXPECT_EQ(fs::status(file()).permissions(), private_file);
    EXPECT_EQ(fs::status(data_dir()).permissions(), fs::perms::owner_all);
    // Nothing but the secret is left in the folder.
    EXPECT_EQ(std::distance(fs::directory_iterator(data_dir()), fs::directory_iterator()), 1);
}

TEST_F(SecretKeyTest, TwoFoldersHaveDifferentSecrets) {
    const auto first = load_keys(configuration(), WithoutSecret::refuse);
    fs::remove(file());
    EXPECT_NE(first_of(first), first_of(load_keys(configuration(), WithoutSecret::refuse)));
}

TEST_F(SecretKeyTest, AServerOnASharedDatabaseMakesNoneUpAndSaysWhatToDo) {
    const auto shared = configuration({{"database_url", "postgresql://db.example.com/booking"}});
    const auto keys = load_keys(shared, WithoutSecret::refuse);
    ASSERT_FALSE(keys);
    EXPECT_EQ(keys.error().code, base::ErrorCode::invalid_configuration);
    EXPECT_NE(keys.error().detail.find("BOOKINGTMS_SECRET_KEY"), std::string::npos);
    EXPECT_NE(keys.error().detail.find("openssl rand -base64 48"), std::string::npos);
    EXPECT_FALSE(fs::exists(file()));
    // Not so where somebody only develops.
    EXPECT_TRUE(load_keys(shared, WithoutSecret::make_one));
    EXPECT_TRUE(fs::exists(file()));
}

TEST_F(SecretKeyTest, AFileThatOthersCanReadIsRefusedWithTheCommandThatMendsIt) {
    for (const auto rights : {fs::perms::group_read, fs::perms::others_read}) {
        write(given_secret, private_file | rights);
        EXPECT_NE(refusal().find("chmod 600 " + file().string()), std::string::npos);
    }
    write(given_secret, private_file);
    EXPECT_EQ(first_of(load_keys(configuration(), WithoutSecret::make_one)),
              first_of(crypto::Keys::from(given_secret)));
}

TEST_F(SecretKeyTest, ADamagedFileIsRefusedAndLeftAsItIs) {
    for (const std::string& text : {std::string(), std::string("\n"), given_secret.substr(0, 20)}) {
        write(text, private_file);
        const std::string said = refusal();
        EXPECT_NE(said.find("is damaged"), std::string::npos) << said;
        EXPECT_NE(said.find(file().string()), std::string::npos) << said;
        EXPECT_EQ(fs::file_size(file()), text.size());
    }
}

TEST_F(SecretKeyTest, AFolderThatCannotBeIsNamed) {
    std::ofstream(data_dir()) << "a file where the folder should be";
    EXPECT_NE(refusal().find(file().string()), std::string::npos);
}

TEST_F(SecretKeyTest, ProgramsThatStartTogetherAgreeOnOne) {
    constexpr int starters = 8;
    constexpr int rounds = 20;
    for (int round = 0; round < rounds; ++round) {
        std::latch together(starters);
        std::vector<std::optional<Key>> keys(starters);
        std::vector<std::thread> threads;
        for (auto& key : keys) {
            threads.emplace_back([&, mine = &key] {
                const auto chosen = configuration();
                together.arrive_and_wait();
                *mine = first_of(load_keys(chosen, WithoutSecret::refuse));
            });
        }
        for (auto& thread : threads) thread.join();
        for (const auto& key : keys) ASSERT_EQ(key, keys.front());
        fs::remove_all(data_dir());
    }
}

}  // namespace
