// Where settings come from, which of them wins, and what is refused.
#include "config/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <set>

namespace {

using config::load;
using config::Origins;
using config::Source;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// A settings file that is gone with the test.
class File {
public:
    explicit File(const std::string& text)
        : path_(testing::TempDir() + "settings_" + std::to_string(getpid()) + ".toml") {
        std::ofstream(path_) << text;
    }
    ~File() { std::filesystem::remove(path_); }
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

std::string refusal(const Origins& origins) {
    const auto loaded = load(origins);
    return loaded ? "" : loaded.error().detail;
}

Origins flag(const std::string& name, const std::string& value) {
    Origins origins;
    origins.flags[name] = value;
    return origins;
}

TEST(Settings, WithoutAnyOriginEverySettingHasItsDefault) {
    const auto loaded = load(Origins());
    ASSERT_TRUE(loaded) << loaded.error().detail;
    EXPECT_EQ(loaded->settings.address, "127.0.0.1");
    EXPECT_EQ(loaded->settings.port, 8080);
    EXPECT_EQ(loaded->settings.hold_ttl_seconds, 600);
    EXPECT_EQ(loaded->settings.data_dir, ".bookingtms");
    EXPECT_EQ(loaded->settings.database_url, "");
    EXPECT_GE(loaded->settings.threads, 1);
    EXPECT_LE(loaded->settings.threads, 4);
    ASSERT_EQ(loaded->sources.size(), config::table().size());
    for (const auto& [name, source] : loaded->sources) {
        EXPECT_EQ(source, Source::fallback) << name;
    }
}

TEST(Settings, AFlagWinsOverAVariableThatWinsOverTheFileThatWinsOverTheDefault) {
    const File file("port = 1111\nthreads = 2\nqueue_max = 33\n");
    Origins origins;
    origins.file = file.path();
    origins.environment = {{"BOOKINGTMS_PORT", "2222"}, {"BOOKINGTMS_THREADS", "3"}};
    origins.flags = {{"port", "3333"}};

    const auto loaded = load(origins);
    ASSERT_TRUE(loaded) << loaded.error().detail;
    EXPECT_EQ(loaded->settings.port, 3333);
    EXPECT_EQ(loaded->settings.threads, 3);
    EXPECT_EQ(loaded->settings.queue_max, 33);
    EXPECT_EQ(loaded->settings.hold_batch_max, 256);
    EXPECT_EQ(loaded->sources.at("port"), Source::flag);
    EXPECT_EQ(loaded->sources.at("threads"), Source::environment);
    EXPECT_EQ(loaded->sources.at("queue_max"), Source::file);
    EXPECT_EQ(loaded->sources.at("hold_batch_max"), Source::fallback);
}

TEST(Settings, TheFileCanBeNamedByAVariableAndTheFlagForItWins) {
    const File file("port = 1111\n");
    Origins origins;
    origins.environment = {{"BOOKINGTMS_CONFIG", file.path()}};
    EXPECT_EQ(load(origins)->settings.port, 1111);
    origins.file = "/nowhere/settings.toml";
    EXPECT_THAT(refusal(origins), HasSubstr("/nowhere/settings.toml"));
}

TEST(Settings, ANumberOutOfRangeIsRefusedWithItsFlagAndRange) {
    for (const std::string value :
         {"-1", "65536", "80 ", "8080.5", "abc", "", "0x50", "99999999999999999999"}) {
        EXPECT_THAT(refusal(flag("port", value)),
                    AllOf(HasSubstr("--port"), HasSubstr("0 to 65535"), HasSubstr(value)));
    }
    EXPECT_EQ(load(flag("port", "0"))->settings.port, 0);
    EXPECT_EQ(load(flag("port", "65535"))->settings.port, 65535);
}

TEST(Settings, LimitsOfConnectionsAreRefusedByNameOutsideOfTheirRange) {
    const std::vector<std::array<std::string, 3>> refused = {
        {"connection_wait_ms", "0", "--connection-wait-ms must be a whole number from 1 to 10000"},
        {"connection_lifetime_seconds", "-1", "--connection-lifetime-seconds must be a whole"},
        {"statement_timeout_ms", "5s", "--statement-timeout-ms must be a whole number from 10"},
        {"lock_timeout_ms", "0", "--lock-timeout-ms must be a whole number from 10 to 60000"},
        {"idle_in_transaction_timeout_ms", "60001", "--idle-in-transaction-timeout-ms must be a"},
    };
    for (const auto& [name, value, expected] : refused) {
        EXPECT_THAT(refusal(flag(name, value)), HasSubstr(expected));
    }
}

TEST(Settings, AWrongValueIsNamedByTheSpellingOfItsOrigin) {
    Origins origins;
    origins.environment = {{"BOOKINGTMS_HOLD_TTL_SECONDS", "soon"}};
    EXPECT_THAT(refusal(origins), HasSubstr("BOOKINGTMS_HOLD_TTL_SECONDS must be"));
    const File file("hold_ttl_seconds = 0\n");
    origins = Origins();
    origins.file = file.path();
    EXPECT_THAT(refusal(origins), HasSubstr("hold_ttl_seconds in " + file.path()));
}

TEST(Settings, TextsAreCheckedWhereTheyHaveAForm) {
    EXPECT_THAT(refusal(flag("log_level", "loud")), HasSubstr("debug, info, warn, error"));
    EXPECT_THAT(refusal(flag("address", "localhost")),
                HasSubstr("--address must be an IP address"));
    EXPECT_THAT(refusal(flag("trusted_proxies", "10.0.0.0/8,10.0.0.0/33")),
                HasSubstr("'10.0.0.0/33'"));
    EXPECT_THAT(refusal(flag("public_url", "example.com")), HasSubstr("--public-url"));
    EXPECT_THAT(refusal(flag("public_url", "https://example.com/")), HasSubstr("slash"));
    EXPECT_THAT(refusal(flag("data_dir", "")), HasSubstr("--data-dir"));
    EXPECT_THAT(refusal(flag("data_dir", "a\nb")), HasSubstr("one line"));

    EXPECT_THAT(refusal(flag("pooler", "session")), HasSubstr("none, transaction"));
    EXPECT_THAT(refusal(flag("replica_url", "postgresql://a/b host=c password=geheim")),
                AllOf(HasSubstr("--replica-url must be URLs"), Not(HasSubstr("geheim"))));

    EXPECT_EQ(refusal(flag("replica_url", "postgresql://a/b postgres://c/d")), "");
    EXPECT_EQ(refusal(flag("address", "::1")), "");
    EXPECT_EQ(refusal(flag("trusted_proxies", "")), "");
    EXPECT_EQ(refusal(flag("public_url", "https://book.example.com")), "");
}

TEST(Settings, AMisspeltVariableIsRefusedByName) {
    Origins origins;
    origins.environment = {{"PATH", "/bin"}, {"BOOKINGTMS_PROT", "1"}};
    EXPECT_THAT(refusal(origins), HasSubstr("BOOKINGTMS_PROT is not a setting"));
    origins.environment = {{"BOOKINGTMS_port", "1"}};
    EXPECT_THAT(refusal(origins), HasSubstr("BOOKINGTMS_port is not a setting"));
}

TEST(Settings, AFileWithSomethingElseThanSettingsIsRefused) {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"prot = 1\n", "'prot'"},           {"[http]\nport = 1\n", "'http'"},
        {"port = true\n", "'port'"},        {"port = [1]\n", "'port'"},
        {"port = 1.5\n", "'port'"},         {"port = 1\nthreads = = 2\n", "line 2"},
        {"port = 1\nport = 2\n", "line 2"},
    };
    for (const auto& [text, named] : cases) {
        const File file(text);
        Origins origins;
        origins.file = file.path();
        EXPECT_THAT(refusal(origins), HasSubstr(named)) << text;
    }
}

TEST(Settings, ASecretIsHiddenWhenItIsShown) {
    const auto loaded = load(flag("database_url", "postgresql://app:geheim@db/x"));
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->settings.database_url, "postgresql://app:geheim@db/x");
    for (const auto& setting : config::table()) {
        EXPECT_THAT(config::shown_value(setting, loaded->settings),
                    testing::Not(HasSubstr("geheim")));
    }
}

TEST(Settings, NoTwoSettingsShareANameOrAMember) {
    std::set<std::string> flags;
    const auto& table = config::table();
    for (const auto& setting : table) {
        EXPECT_TRUE(flags.insert(setting.flag()).second) << setting.name;
        EXPECT_EQ(1,
                  std::count_if(table.begin(), table.end(),
                                [&](const auto& other) { return other.member == setting.member; }))
            << setting.name;
    }
}

}  // namespace
