// Reading redis:// addresses.
#include "redis/address.hpp"

#include <gtest/gtest.h>

namespace redis {
namespace {

TEST(Address, HasDefaults) {
    const auto address = parse_address("redis://localhost");
    ASSERT_TRUE(address);
    EXPECT_EQ(address->host, "localhost");
    EXPECT_EQ(address->port, "6379");
    EXPECT_EQ(address->password, "");
    EXPECT_EQ(address->database, 0);
}

TEST(Address, HasUserPasswordPortAndDatabase) {
    const auto address = parse_address("redis://ann:p%40ss%3a@[::1]:7000/2");
    ASSERT_TRUE(address);
    EXPECT_EQ(address->user, "ann");
    EXPECT_EQ(address->password, "p@ss:");
    EXPECT_EQ(address->host, "::1");
    EXPECT_EQ(address->port, "7000");
    EXPECT_EQ(address->database, 2);
}

TEST(Address, RefusesWhatIsNoneWithoutShowingIt) {
    for (const char* text :
         {"", "localhost", "rediss://host", "redis://", "redis://:hush@", "redis://[::1",
          "redis://host:", "redis://host:0", "redis://host:x", "redis://host/x", "redis://host/-1",
          "redis://:hush%4@host", "redis://:hush%zz@host", "redis://[::1]6379"}) {
        const auto address = parse_address(text);
        ASSERT_FALSE(address) << text;
        EXPECT_EQ(address.error().code, base::ErrorCode::invalid_configuration);
        EXPECT_EQ(address.error().detail.find("hush"), std::string::npos) << text;
    }
}

}  // namespace
}  // namespace redis
