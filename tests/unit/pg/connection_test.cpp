// Connecting to servers that do not answer.
#include "pg/connection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/local/stream_protocol.hpp>
#include <filesystem>

#include "pg/connector.hpp"
#include "support/event_loop.hpp"
#include "support/postgres.hpp"

namespace pg {
namespace {

using namespace std::chrono_literals;
using boost::asio::local::stream_protocol;
using test_support::EventLoop;

// Where PostgreSQL would be: takes connections and never says a word.
class SilentServer {
public:
    explicit SilentServer(EventLoop& loop) : acceptor_(loop.executor()) {
        std::string name = (std::filesystem::temp_directory_path() / "silent-XXXXXX").string();
        folder_ = mkdtemp(name.data());
        const stream_protocol::endpoint endpoint((folder_ / ".s.PGSQL.5432").string());
        acceptor_.open();
        acceptor_.bind(endpoint);
        acceptor_.listen();
    }
    ~SilentServer() { std::filesystem::remove_all(folder_); }

    ConnectionParameters parameters() const {
        return ConnectionParameters::parse("host=" + folder_.string()).value();
    }

private:
    stream_protocol::acceptor acceptor_;
    std::filesystem::path folder_;
};

TEST(Connector, GivesUpAServerThatDoesNotAnswerInTime) {
    EventLoop loop;
    const SilentServer server(loop);
    const auto connector = std::make_shared<Connector>(loop.executor());
    const auto connected =
        loop.wait(connector->connect(server.parameters(), base::deadline_in(30ms)));
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error(), "no connection in time");
}

TEST(Connector, CanBeToldToGiveUp) {
    EventLoop loop;
    const SilentServer server(loop);
    const auto connector = std::make_shared<Connector>(loop.executor());
    auto pending = loop.spawn(connector->connect(server.parameters(), base::deadline_in(10s)));
    connector->give_up("enough");
    const auto connected = loop.wait(std::move(pending));
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error(), "enough");
}

TEST(Connector, SaysWhyTheServerRefuses) {
    EventLoop loop;
    auto parameters =
        ConnectionParameters::parse(test_support::shared_postgres().conninfo()).value();
    parameters.set("dbname", "nowhere");
    const auto connector = std::make_shared<Connector>(loop.executor());
    const auto connected = loop.wait(connector->connect(parameters, base::deadline_in(10s)));
    ASSERT_FALSE(connected);
    EXPECT_THAT(connected.error(), testing::HasSubstr("database \"nowhere\" does not exist"));
}

TEST(Connector, ANameWithoutAnAddressIsAFailureToConnect) {
    EventLoop loop;
    const auto parameters = ConnectionParameters::parse("host=not/a/name").value();
    const auto connector = std::make_shared<Connector>(loop.executor());
    const auto connected = loop.wait(connector->connect(parameters, base::deadline_in(10s)));
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error(), "no address is known for not/a/name");
}

TEST(Connection, AServerThatFallsSilentOverAUnitIsLost) {
    static const Query sleep = {"sleep", "select pg_sleep(10)"};
    EventLoop loop;
    const auto parameters =
        ConnectionParameters::parse(test_support::shared_postgres().conninfo()).value();
    const auto connector = std::make_shared<Connector>(loop.executor());
    auto handle = loop.wait(connector->connect(parameters, base::deadline_in(10s))).value();
    ConnectionLimits limits;
    limits.statement_timeout = 1ms;
    limits.silence_grace = 20ms;
    const auto connection =
        std::make_shared<Connection>(loop.executor(), std::move(handle), limits);
    Unit unit;
    unit.statements.push_back(Statement{&sleep, Params()});
    connection->send(unit);
    const auto received = loop.wait(connection->receive());
    ASSERT_TRUE(received.lost);
    EXPECT_EQ(*received.lost, "the server has not answered in time");
    ASSERT_EQ(received.answers.size(), 1U);
    EXPECT_EQ(received.answers[0].outcome.error().kind, Failure::Kind::unknown);
}

}  // namespace
}  // namespace pg
