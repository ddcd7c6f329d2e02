// Connection strings, the session settings added to them, and the addresses of their hosts.
#include "pg/connection_parameters.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pg {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ConnectionParameters parsed(const std::string& conninfo) {
    auto parameters = ConnectionParameters::parse(conninfo);
    EXPECT_TRUE(parameters) << parameters.error();
    return *parameters;
}

TEST(ConnectionParameters, AreReadFromBothFormsOfLibpq) {
    EXPECT_EQ(parsed("host=/run/pg dbname=shop").get("dbname"), "shop");
    const auto from_address = parsed("postgresql://ann@db.example:5433/shop?sslmode=require");
    EXPECT_EQ(from_address.get("host"), "db.example");
    EXPECT_EQ(from_address.get("port"), "5433");
    EXPECT_EQ(from_address.get("user"), "ann");
    EXPECT_EQ(from_address.get("sslmode"), "require");
    EXPECT_EQ(from_address.get("password"), "");
}

TEST(ConnectionParameters, WhatLibpqDoesNotUnderstandIsRefusedInItsWords) {
    const auto parameters = ConnectionParameters::parse("hots=localhost");
    ASSERT_FALSE(parameters);
    EXPECT_THAT(parameters.error(), HasSubstr("hots"));
}

TEST(ConnectionParameters, SessionSettingsStandAfterTheOperatorsOwn) {
    auto parameters = parsed("options='-c work_mem=8MB'");
    parameters.add_session_setting("TimeZone", "UTC");
    parameters.add_session_setting("lock_timeout", "3000");
    EXPECT_EQ(parameters.get("options"), "-c work_mem=8MB -c TimeZone=UTC -c lock_timeout=3000");
}

TEST(ConnectionParameters, AreHandedOverAsTwoListsEndedByNull) {
    auto parameters = parsed("host=/run/pg");
    parameters.set("application_name", "bookingtms read");
    using testing::StrEq;
    EXPECT_THAT(parameters.keywords(),
                ElementsAre(StrEq("host"), StrEq("application_name"), nullptr));
    EXPECT_THAT(parameters.values(),
                ElementsAre(StrEq("/run/pg"), StrEq("bookingtms read"), nullptr));
}

TEST(ConnectionParameters, OfSeveralServersTheOneThatTakesWritesIsWanted) {
    const auto wanted = [](const std::string& conninfo, bool session_is_read_only) {
        auto parameters = parsed(conninfo);
        parameters.want_primary(session_is_read_only);
        return std::string(parameters.get("target_session_attrs"));
    };
    EXPECT_EQ(wanted("host=a", false), "");
    EXPECT_EQ(wanted("host=a,b", false), "read-write");
    EXPECT_EQ(wanted("hostaddr=10.0.0.1,10.0.0.2", false), "read-write");
    EXPECT_EQ(wanted("host=a,b", true), "primary");
    EXPECT_EQ(wanted("host=a target_session_attrs=read-write", true), "primary");
    EXPECT_EQ(wanted("host=a,b target_session_attrs=standby", false), "standby");
}

TEST(ConnectionParameters, EachServerIsTriedByItself) {
    const auto servers = [](const std::string& conninfo) {
        std::vector<std::string> all;
        for (const auto& server : parsed(conninfo).one_per_server()) {
            all.push_back(std::string(server.get("host")) + " " +
                          std::string(server.get("hostaddr")) + " " +
                          std::string(server.get("port")));
        }
        return all;
    };
    EXPECT_THAT(servers("host=a port=1"), ElementsAre("a  1"));
    EXPECT_THAT(servers("host=a,b port=1,2"), ElementsAre("a  1", "b  2"));
    EXPECT_THAT(servers("host=a,/run/b hostaddr=10.0.0.1, port=5"),
                ElementsAre("a 10.0.0.1 5", "/run/b  5"));
    EXPECT_THAT(servers("hostaddr=10.0.0.1,10.0.0.2"), ElementsAre(" 10.0.0.1 ", " 10.0.0.2 "));
    EXPECT_THAT(servers("host=a,b hostaddr=10.0.0.1,10.0.0.2,10.0.0.3"),
                ElementsAre("a,b 10.0.0.1,10.0.0.2,10.0.0.3 "))
        << "libpq says what is wrong with it";
}

TEST(ConnectionParameters, OnlyNamesOfHostsAreLookedUp) {
    EXPECT_THAT(parsed("dbname=shop").hosts_to_look_up(), IsEmpty());
    EXPECT_THAT(parsed("host=/run/a,@b").hosts_to_look_up(), IsEmpty());
    EXPECT_THAT(parsed("host=db hostaddr=10.0.0.1").hosts_to_look_up(), IsEmpty());
    EXPECT_THAT(parsed("host=db-1,/run/a,db-2").hosts_to_look_up(),
                ElementsAre("db-1", "", "db-2"));
}

TEST(ConnectionParameters, AHostIsTriedAtEachOfItsAddresses) {
    const auto parameters = parsed("host=db-1,/run/a,gone,db-2 port=1,2,3,4")
                                .with_addresses({{"::1", "127.0.0.1"}, {}, {}, {"10.0.0.2"}});
    EXPECT_EQ(parameters.get("host"), "db-1,db-1,/run/a,db-2");
    EXPECT_EQ(parameters.get("hostaddr"), "::1,127.0.0.1,,10.0.0.2");
    EXPECT_EQ(parameters.get("port"), "1,1,2,4");
}

TEST(ConnectionParameters, OnePortStandsForAllHosts) {
    const auto parameters = parsed("host=db port=5433").with_addresses({{"::1", "127.0.0.1"}});
    EXPECT_EQ(parameters.get("port"), "5433,5433");
}

}  // namespace
}  // namespace pg
