// Connecting to servers that do not answer.
#include "pg/connection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/local/stream_protocol.hpp>
#include <filesystem>

#include "pg/blocking.hpp"
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

TEST(Connector, AServerThatDoesNotAnswerKeepsNobodyFromTheNext) {
    EventLoop loop;
    const SilentServer silent(loop);
    auto parameters =
        ConnectionParameters::parse(test_support::shared_postgres().conninfo()).value();
    const std::string there(parameters.get("host"));
    parameters.set("host", std::string(silent.parameters().get("host")) + "," + there);
    const auto connector = std::make_shared<Connector>(loop.executor());
    const auto connected = loop.wait(connector->connect(parameters, base::deadline_in(400ms)));
    ASSERT_TRUE(connected) << connected.error();
    EXPECT_EQ(std::string(PQhost(connected->get())), there);
}

TEST(Connector, OfSeveralServersEachSaysWhyNot) {
    EventLoop loop;
    const SilentServer silent(loop);
    auto parameters = silent.parameters();
    parameters.set("host", std::string(parameters.get("host")) + ",/nowhere");
    const auto connector = std::make_shared<Connector>(loop.executor());
    const auto connected = loop.wait(connector->connect(parameters, base::deadline_in(60ms)));
    ASSERT_FALSE(connected);
    EXPECT_THAT(connected.error(), testing::HasSubstr("no connection in time; "));
    EXPECT_THAT(connected.error(), testing::HasSubstr("/nowhere"));
}

TEST(Connector, ANameWithoutAnAddressIsAFailureToConnect) {
    EventLoop loop;
    const auto parameters = ConnectionParameters::parse("host=not/a/name").value();
    const auto connector = std::make_shared<Connector>(loop.executor());
    const auto connected = loop.wait(connector->connect(parameters, base::deadline_in(10s)));
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error(), "no address is known for not/a/name");
}

// A connection that counts as dead after a short silence, and an advisory lock for its server to
// wait for.
class ConnectionTest : public testing::Test {
protected:
    ConnectionTest() {
        sql("drop table if exists note; create table note (text text); select pg_advisory_lock(1)");
        const auto parameters =
            ConnectionParameters::parse(test_support::shared_postgres().conninfo()).value();
        const auto connector = std::make_shared<Connector>(loop.executor());
        auto connected = loop.wait(connector->connect(parameters, base::deadline_in(10s)));
        backend = PQbackendPID(connected->get());
        ConnectionLimits limits;
        limits.units_in_flight_max = 2;
        limits.statement_timeout = 1ms;
        limits.silence_grace = 20ms;
        connection =
            std::make_shared<Connection>(loop.executor(), std::move(connected.value()), limits);
    }

    Rows sql(const std::string& script) { return admin.script(script).value(); }

    void send(const Query& query, Params params) {
        Unit unit;
        unit.statements.push_back(Statement{&query, std::move(params)});
        connection->send(unit);
    }

    Connection::Received receive_until_lost() {
        while (true) {
            auto received = loop.wait(connection->receive());
            if (received.lost) return received;
        }
    }

    // Until the server process works no more: it waits for us, or is gone.
    void wait_for_backend(const std::string& unless) {
        const std::string still_works =
            "select count(*) from pg_stat_activity where pid = " + std::to_string(backend) + unless;
        const base::Deadline give_up_at = base::deadline_in(10s);
        while (sql(still_works)[0].integer(0) > 0) {
            if (std::chrono::steady_clock::now() > give_up_at)
                throw std::runtime_error(still_works);
        }
    }

    test_support::EventLoop loop;
    BlockingConnection admin =
        BlockingConnection::open(test_support::shared_postgres().conninfo()).value();
    std::shared_ptr<Connection> connection;
    int backend = 0;
};

const Query pass_gate = {"pass_gate", "select pg_advisory_xact_lock_shared($1)"};
const Query insert_note = {"insert_note", "insert into note values ($1)"};

TEST_F(ConnectionTest, AServerThatFallsSilentOverAUnitIsLost) {
    send(pass_gate, Params().integer(1));
    const auto received = receive_until_lost();
    EXPECT_EQ(*received.lost, "the server has not answered in time");
    ASSERT_EQ(received.answers.size(), 1U);
    EXPECT_EQ(received.answers[0].outcome.error().kind, Failure::Kind::unknown);
}

TEST_F(ConnectionTest, AUnitThatHadNotLeftWhenTheConnectionWasLostNeverHappens) {
    send(pass_gate, Params().integer(1));
    // Less than twice what the socket takes, so libpq could write the rest in one go later.
    send(insert_note, Params().text(std::string(350'000, 'x')));
    const auto received = receive_until_lost();
    ASSERT_EQ(received.answers.size(), 2U);
    EXPECT_EQ(received.answers[0].outcome.error().kind, Failure::Kind::unknown);
    EXPECT_EQ(received.answers[1].outcome.error().kind, Failure::Kind::unavailable);

    sql("select pg_advisory_unlock(1)");
    wait_for_backend(" and wait_event is distinct from 'ClientRead'");
    connection.reset();
    wait_for_backend("");
    EXPECT_EQ(sql("select count(*) from note")[0].integer(0), 0);
}

}  // namespace
}  // namespace pg
