// A lane on a real PostgreSQL, and the units that its tests send.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <stdexcept>
#include <string>

#include "pg/blocking.hpp"
#include "pg/lane.hpp"
#include "support/event_loop.hpp"
#include "support/postgres.hpp"

namespace pg {

using namespace std::chrono_literals;
using test_support::Pending;
using Kind = Failure::Kind;
using UnitOutcome = Outcome<std::vector<Rows>>;

// Units wait for this advisory lock where a test needs them to be busy until it says so.
inline constexpr int gate = 1;
inline const Query pass_gate = {"pass_gate", "select pg_advisory_xact_lock_shared(1)"};
inline const Query echo = {"echo", "select $1::bigint"};
inline const Query insert_note = {"insert_note", "insert into note (id) values ($1)"};
inline const Query count_notes = {"count_notes", "select count(*) from note"};
inline const Query divide = {"divide", "select 1 / $1::int"};
inline const Query set_setting = {"set_setting", "select set_config($1, $2, true)"};
inline const Query show_setting = {"show_setting",
                                   "select coalesce(current_setting($1, true), '')"};
inline const Query my_backend = {"my_backend", "select pg_backend_pid()"};

inline Statement statement(const Query& query, Params params = {}) {
    return Statement{&query, std::move(params)};
}

inline Unit unit_of(std::initializer_list<Statement> statements) {
    Unit unit;
    unit.statements = statements;
    return unit;
}

inline Unit echo_of(std::int64_t number) {
    return unit_of({statement(echo, Params().integer(number))});
}

inline Unit note(std::int64_t id) {
    return unit_of({statement(insert_note, Params().integer(id))});
}

class LaneTest : public testing::Test {
protected:
    void SetUp() override {
        sql("drop table if exists note, line, late; create table note (id bigint primary key)");
    }

    void TearDown() override {
        for (auto& lane : lanes) loop.wait(lane->stop(base::deadline_in(5s)));
    }

    LaneOptions options() {
        LaneOptions options;
        options.name = "test";
        options.conninfo = test_support::shared_postgres().conninfo();
        return options;
    }

    Lane& start(LaneOptions chosen) {
        lanes.push_back(std::make_unique<Lane>(loop.executor(), std::move(chosen)));
        lanes.back()->start();
        return *lanes.back();
    }

    Lane& start_pipelined() {
        LaneOptions chosen = options();
        chosen.units_in_flight_per_connection_max = 16;
        return start(std::move(chosen));
    }

    Pending<UnitOutcome> spawn(Lane& lane, Unit unit, std::chrono::milliseconds wait = 10s) {
        return loop.spawn(lane.run(std::move(unit), base::deadline_in(wait)));
    }

    UnitOutcome run(Lane& lane, Unit unit, std::chrono::milliseconds wait = 10s) {
        return loop.wait(spawn(lane, std::move(unit), wait));
    }

    std::int64_t integer(Lane& lane, Unit unit) {
        const UnitOutcome outcome = run(lane, std::move(unit));
        if (!outcome) throw std::runtime_error(outcome.error().message);
        return outcome->back()[0].integer(0);
    }

    std::string setting(Lane& lane, const std::string& name) {
        const auto outcome =
            run(lane, unit_of({statement(show_setting, Params().text(name))})).value();
        return std::string(outcome[0][0].text(0));
    }

    Rows sql(const std::string& script) {
        const auto rows = admin.script(script);
        if (!rows) throw std::runtime_error(rows.error().message);
        return *rows;
    }

    void close_gate() { sql("select pg_advisory_lock(" + std::to_string(gate) + ")"); }
    void open_gate() { sql("select pg_advisory_unlock(" + std::to_string(gate) + ")"); }

    // Ends the backend and waits, at most a few seconds, until it is gone.
    void terminate(std::int64_t backend) {
        sql("select pg_terminate_backend(" + std::to_string(backend) + ", 5000)");
    }

    test_support::EventLoop loop;
    BlockingConnection admin =
        BlockingConnection::open(test_support::shared_postgres().conninfo()).value();
    std::deque<std::unique_ptr<Lane>> lanes;
};

}  // namespace pg
