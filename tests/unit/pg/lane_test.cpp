// A lane against a real PostgreSQL.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "pg/sqlstate.hpp"
#include "unit/pg/lane_fixture.hpp"

namespace pg {
namespace {

TEST_F(LaneTest, GivesTheRowsOfEachStatement) {
    Lane& lane = start_pipelined();
    const auto rows =
        run(lane, unit_of({statement(echo, Params().integer(7)),
                           statement(insert_note, Params().integer(1)), statement(count_notes)}))
            .value();
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0][0].integer(0), 7);
    EXPECT_EQ(rows[1].affected(), 1);
    EXPECT_TRUE(rows[1].empty());
    EXPECT_EQ(rows[2][0].integer(0), 1);
}

TEST_F(LaneTest, BehindAPoolerEachUnitBringsItsSettingsAndPreparesNothing) {
    static const Query prepared = {"prepared", "select count(*) from pg_prepared_statements"};
    LaneOptions chosen = options();
    chosen.pooled = true;
    chosen.read_only = true;
    chosen.statement_timeout = 4321ms;
    chosen.lock_timeout = 1234ms;
    chosen.idle_in_transaction_timeout = 2345ms;
    Lane& lane = start(std::move(chosen));
    EXPECT_EQ(setting(lane, "statement_timeout"), "4321ms");
    EXPECT_EQ(setting(lane, "lock_timeout"), "1234ms");
    EXPECT_EQ(setting(lane, "idle_in_transaction_session_timeout"), "2345ms");
    EXPECT_EQ(setting(lane, "TimeZone"), "UTC");
    EXPECT_EQ(setting(lane, "transaction_read_only"), "on");
    EXPECT_EQ(integer(lane, unit_of({statement(prepared)})), 0);
    const auto rows =
        run(lane, unit_of({statement(echo, Params().integer(7)), statement(count_notes)}));
    ASSERT_TRUE(rows);
    ASSERT_EQ(rows->size(), 2U) << "the rows of the settings are not given";
    EXPECT_EQ((*rows)[0][0].integer(0), 7);
}

TEST_F(LaneTest, AServerThatTakesNoWritesAnyMoreIsLeft) {
    static const Query demote = {"demote", "set default_transaction_read_only = on"};
    Lane& lane = start(options());
    const auto backend = integer(lane, unit_of({statement(my_backend)}));
    run(lane, unit_of({statement(demote)})).value();
    const UnitOutcome refused = run(lane, note(1));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::unavailable);
    EXPECT_TRUE(run(lane, note(1))) << "the next connection takes writes";
    EXPECT_NE(integer(lane, unit_of({statement(my_backend)})), backend);
}

TEST_F(LaneTest, ValuesComeBackAsTheyWent) {
    static const Query mirror = {
        "mirror", "select $1::timestamptz, $2::text[], $3::bool, $4::uuid, ($2::text[])[2]"};
    Lane& lane = start_pipelined();
    const base::Instant instant(std::chrono::microseconds(1'774'747'800'000'045));
    const base::Uuid id = base::new_uuid(instant);
    const auto rows =
        run(lane, unit_of({statement(mirror, Params()
                                                 .instant(instant)
                                                 .array({"a", R"(b "\ b)", std::nullopt})
                                                 .boolean(true)
                                                 .uuid(id))}))
            .value();
    EXPECT_EQ(rows[0][0].instant(0), instant);
    EXPECT_EQ(rows[0][0].text(1), R"({a,"b \"\\ b",NULL})");
    EXPECT_TRUE(rows[0][0].boolean(2));
    EXPECT_EQ(rows[0][0].uuid(3), id);
    EXPECT_EQ(rows[0][0].text(4), R"(b "\ b)");
}

TEST_F(LaneTest, SessionsHaveTheSettingsThatTheProgramReliesOn) {
    LaneOptions chosen = options();
    chosen.conninfo += " options='-c work_mem=5MB -c timezone=Asia/Tokyo'";
    chosen.statement_timeout = 4321ms;
    chosen.lock_timeout = 1234ms;
    chosen.idle_in_transaction_timeout = 2345ms;
    Lane& lane = start(std::move(chosen));
    EXPECT_EQ(setting(lane, "TimeZone"), "UTC");
    EXPECT_THAT(setting(lane, "DateStyle"), testing::StartsWith("ISO"));
    EXPECT_EQ(setting(lane, "client_encoding"), "UTF8");
    EXPECT_EQ(setting(lane, "statement_timeout"), "4321ms");
    EXPECT_EQ(setting(lane, "lock_timeout"), "1234ms");
    EXPECT_EQ(setting(lane, "idle_in_transaction_session_timeout"), "2345ms");
    EXPECT_EQ(setting(lane, "application_name"), "bookingtms test");
    EXPECT_EQ(setting(lane, "work_mem"), "5MB") << "the operator's own settings stay";
    EXPECT_EQ(setting(lane, "default_transaction_read_only"), "off");
}

TEST_F(LaneTest, AUnitIsOneTransactionAndRollsBackWhole) {
    Lane& lane = start_pipelined();
    const auto outcome = run(lane, unit_of({statement(insert_note, Params().integer(1)),
                                            statement(divide, Params().integer(0)),
                                            statement(insert_note, Params().integer(2))}));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Kind::refused);
    EXPECT_EQ(outcome.error().sqlstate, "22012");
    EXPECT_EQ(integer(lane, unit_of({statement(count_notes)})), 0);
}

TEST_F(LaneTest, AnErrorOfOneUnitLeavesTheUnitsAroundItUntouched) {
    Lane& lane = start_pipelined();
    ASSERT_TRUE(run(lane, note(1)));
    const auto before = spawn(lane, note(2));
    const auto failing = spawn(lane, note(1));
    const auto after = spawn(lane, note(3));
    EXPECT_TRUE(loop.wait(before));
    EXPECT_TRUE(loop.wait(after));
    const auto outcome = loop.wait(failing);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().sqlstate, sqlstate::unique_violation);
    EXPECT_EQ(outcome.error().constraint, "note_pkey");
    EXPECT_EQ(integer(lane, unit_of({statement(count_notes)})), 3);
}

TEST_F(LaneTest, ADeferredConstraintThatFailsAtCommitRefusesTheUnit) {
    static const Query insert_line = {"insert_line", "insert into line (note_id) values ($1)"};
    sql("create table line (note_id bigint references note deferrable initially deferred)");
    Lane& lane = start_pipelined();
    const auto failing = spawn(lane, unit_of({statement(insert_line, Params().integer(99))}));
    const auto after = spawn(lane, echo_of(5));
    const auto outcome = loop.wait(failing);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Kind::refused);
    EXPECT_EQ(outcome.error().constraint, "line_note_id_fkey");
    EXPECT_TRUE(loop.wait(after));
}

TEST_F(LaneTest, AQueryThatCouldNotBePreparedIsTriedAgain) {
    static const Query read_late = {"read_late", "select count(*) from late"};
    Lane& lane = start_pipelined();
    const auto first = spawn(lane, unit_of({statement(read_late)}));
    const auto second = spawn(lane, unit_of({statement(read_late)}));
    EXPECT_EQ(loop.wait(first).error().sqlstate, "42P01");
    EXPECT_EQ(loop.wait(second).error().sqlstate, "42P01");
    sql("create table late ()");
    EXPECT_EQ(integer(lane, unit_of({statement(read_late)})), 0);
}

TEST_F(LaneTest, RoleAndClaimsDieWithTheirUnit) {
    static const Query who = {"who", "select (current_user = 'pg_monitor')::int"};
    Lane& lane = start_pipelined();
    const Unit as_monitor =
        unit_of({statement(set_setting, Params().text("role").text("pg_monitor")),
                 statement(set_setting, Params().text("app.claims").text("tenant 1")),
                 statement(show_setting, Params().text("app.claims")), statement(who)});
    const auto rows = run(lane, as_monitor).value();
    EXPECT_EQ(rows[2][0].text(0), "tenant 1");
    EXPECT_EQ(rows[3][0].integer(0), 1);
    EXPECT_EQ(integer(lane, unit_of({statement(who)})), 0);
    EXPECT_EQ(setting(lane, "app.claims"), "");
}

TEST_F(LaneTest, AReadOnlyLaneRefusesToWrite) {
    LaneOptions chosen = options();
    chosen.read_only = true;
    Lane& lane = start(std::move(chosen));
    const auto outcome = run(lane, note(1));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().sqlstate, sqlstate::read_only_sql_transaction);
    EXPECT_EQ(integer(lane, unit_of({statement(count_notes)})), 0);
}

TEST_F(LaneTest, AStatementThatTakesTooLongIsEndedByTheServer) {
    LaneOptions chosen = options();
    chosen.statement_timeout = 50ms;
    Lane& lane = start(std::move(chosen));
    close_gate();
    const auto outcome = run(lane, unit_of({statement(pass_gate)}));
    open_gate();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().sqlstate, sqlstate::query_canceled);
}

TEST_F(LaneTest, AFullQueueRefusesAtOnceAndForgetsNobody) {
    LaneOptions chosen = options();
    chosen.queued_units_max = 2;
    Lane& lane = start(std::move(chosen));
    ASSERT_TRUE(run(lane, echo_of(0)));
    close_gate();
    const auto in_flight = spawn(lane, unit_of({statement(pass_gate)}));
    const auto queued = spawn(lane, echo_of(1));
    const auto last_queued = spawn(lane, echo_of(2));
    const auto outcome = run(lane, echo_of(3));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Kind::overloaded);
    EXPECT_EQ(lane.stats().queued, 2);
    EXPECT_EQ(lane.stats().in_flight, 1);
    open_gate();
    EXPECT_TRUE(loop.wait(in_flight));
    EXPECT_TRUE(loop.wait(queued));
    EXPECT_TRUE(loop.wait(last_queued));
}

TEST_F(LaneTest, ADeadlineThatPassesInTheQueueTakesTheUnitOut) {
    Lane& lane = start(options());
    ASSERT_TRUE(run(lane, echo_of(0)));
    close_gate();
    const auto in_flight = spawn(lane, unit_of({statement(pass_gate)}));
    const auto outcome = run(lane, note(1), 30ms);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Kind::deadline);
    EXPECT_EQ(lane.stats().queued, 0);
    open_gate();
    EXPECT_TRUE(loop.wait(in_flight));
    EXPECT_EQ(integer(lane, unit_of({statement(count_notes)})), 0);
    EXPECT_EQ(run(lane, note(1), 0ms).error().kind, Kind::deadline);
}

TEST_F(LaneTest, AUnitWhoseDeadlineHasPassedIsNotSentAnyMore) {
    Lane& lane = start(options());
    ASSERT_TRUE(run(lane, echo_of(0)));
    close_gate();
    const auto in_flight = spawn(lane, unit_of({statement(pass_gate)}));
    const base::Deadline deadline = base::deadline_in(20ms);
    const auto queued = loop.spawn(lane.run(note(1), deadline));
    loop.run_until([&] { return lane.stats().queued == 1; });
    // While the thread is busy elsewhere the connection gets room and the deadline passes.
    open_gate();
    close_gate();
    std::this_thread::sleep_until(deadline);
    open_gate();
    EXPECT_EQ(loop.wait(queued).error().kind, Kind::deadline);
    EXPECT_TRUE(loop.wait(in_flight));
    EXPECT_EQ(integer(lane, unit_of({statement(count_notes)})), 0);
}

TEST_F(LaneTest, ADeadlineThatPassesInFlightLeavesTheUnitUnknown) {
    Lane& lane = start_pipelined();
    ASSERT_TRUE(run(lane, echo_of(0)));
    close_gate();
    Unit late = unit_of({statement(pass_gate), statement(insert_note, Params().integer(1))});
    const auto outcome = run(lane, std::move(late), 30ms);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Kind::unknown);
    EXPECT_EQ(lane.stats().in_flight, 1) << "the server still works on it";
    const auto behind = spawn(lane, echo_of(5));
    open_gate();
    EXPECT_EQ(loop.wait(behind).value()[0][0].integer(0), 5) << "not the late answer";
    EXPECT_EQ(integer(lane, unit_of({statement(count_notes)})), 1) << "unknown, and it happened";
}

TEST_F(LaneTest, ABackendThatIsTerminatedLeavesItsUnitUnknownAndTheNextOnesAreServed) {
    Lane& lane = start(options());
    const auto backend = integer(lane, unit_of({statement(my_backend)}));
    close_gate();
    const auto in_flight =
        spawn(lane, unit_of({statement(insert_note, Params().integer(1)), statement(pass_gate)}));
    const auto queued = spawn(lane, note(2));
    loop.run_until([&] { return lane.stats().in_flight == 1 && lane.stats().queued == 1; });
    terminate(backend);
    open_gate();
    const auto outcome = loop.wait(in_flight);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Kind::unknown);
    EXPECT_THAT(outcome.error().message, testing::HasSubstr("administrator command"));
    EXPECT_TRUE(loop.wait(queued));
    EXPECT_EQ(integer(lane, unit_of({statement(count_notes)})), 1);
    EXPECT_NE(integer(lane, unit_of({statement(my_backend)})), backend);
}

TEST_F(LaneTest, AUnitIsNotSentIntoAConnectionThatTheServerHasClosed) {
    Lane& lane = start_pipelined();
    terminate(integer(lane, unit_of({statement(my_backend)})));
    // The loop has not run since, so the lane does not know yet.
    EXPECT_TRUE(run(lane, note(1)));
}

TEST_F(LaneTest, WaitsForAServerThatIsAwayAndComesBack) {
    Lane& lane = start(options());
    ASSERT_TRUE(run(lane, echo_of(1)));
    test_support::shared_postgres().stop();
    const auto outcome = run(lane, echo_of(2), 100ms);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Kind::unavailable);
    EXPECT_EQ(lane.stats().connected, 0);
    const auto patient = spawn(lane, echo_of(3));
    test_support::shared_postgres().start();
    EXPECT_TRUE(loop.wait(patient));
}

TEST_F(LaneTest, AHostThatRefusesIsUnavailable) {
    LaneOptions chosen = options();
    chosen.conninfo = "host=localhost port=1 user=postgres";
    Lane& lane = start(std::move(chosen));
    EXPECT_EQ(run(lane, echo_of(1), 50ms).error().kind, Kind::unavailable);
}

TEST_F(LaneTest, AThousandUnitsAtOnceEachGetTheirOwnAnswer) {
    LaneOptions chosen = options();
    chosen.connections = 4;
    chosen.units_in_flight_per_connection_max = 32;
    chosen.queued_units_max = 1000;
    Lane& lane = start(std::move(chosen));
    std::vector<Pending<UnitOutcome>> pending;
    for (int number = 0; number < 1000; ++number) pending.push_back(spawn(lane, echo_of(number)));
    for (int number = 0; number < 1000; ++number) {
        EXPECT_EQ(loop.wait(pending[number]).value()[0][0].integer(0), number);
    }
    EXPECT_EQ(lane.stats().connected, 4);
    EXPECT_EQ(lane.stats().in_flight, 0);
    EXPECT_EQ(lane.stats().queued, 0);
}

TEST_F(LaneTest, MoreThanTheSocketTakesIsSentAsTheServerReads) {
    static const Query swap_text = {"swap_text", "select $1::text || '!'"};
    Lane& lane = start_pipelined();
    std::vector<Pending<UnitOutcome>> pending;
    for (const char letter : std::string("abcdefgh")) {
        const std::string text(1'000'000, letter);
        pending.push_back(spawn(lane, unit_of({statement(swap_text, Params().text(text))})));
    }
    for (std::size_t i = 0; i < pending.size(); ++i) {
        const auto rows = loop.wait(pending[i]).value();
        const auto text = rows[0][0].text(0);
        EXPECT_EQ(text.size(), 1'000'001U);
        EXPECT_EQ(text[500'000], 'a' + static_cast<char>(i));
    }
}

TEST_F(LaneTest, StoppingServesWhatItTookAndRefusesWhatComesLater) {
    Lane& lane = start(options());
    const auto in_flight = spawn(lane, note(1));
    const auto queued = spawn(lane, note(2));
    loop.run_until([&] { return lane.stats().in_flight + lane.stats().queued == 2; });
    loop.wait(lane.stop(base::deadline_in(5s)));
    EXPECT_TRUE(loop.wait(in_flight));
    EXPECT_TRUE(loop.wait(queued));
    EXPECT_EQ(run(lane, note(3)).error().kind, Kind::stopped);
    EXPECT_EQ(lane.stats().connected, 0);
    EXPECT_EQ(sql("select count(*) from note")[0].integer(0), 2);
}

TEST_F(LaneTest, StoppingGivesUpWhatIsNotDoneByItsDeadline) {
    Lane& lane = start(options());
    ASSERT_TRUE(run(lane, echo_of(0)));
    close_gate();
    const auto in_flight = spawn(lane, unit_of({statement(pass_gate)}));
    const auto queued = spawn(lane, note(1));
    loop.wait(lane.stop(base::deadline_in(30ms)));
    EXPECT_EQ(loop.wait(in_flight).error().kind, Kind::unknown);
    EXPECT_EQ(loop.wait(queued).error().kind, Kind::stopped);
    open_gate();
}

TEST_F(LaneTest, ALaneMayGoWhileUnitsWait) {
    Lane& lane = start(options());
    ASSERT_TRUE(run(lane, echo_of(0)));
    close_gate();
    const auto in_flight = spawn(lane, unit_of({statement(pass_gate)}));
    const auto queued = spawn(lane, note(1));
    loop.run_until([&] { return lane.stats().queued == 1; });
    lanes.clear();
    EXPECT_EQ(loop.wait(in_flight).error().kind, Kind::unknown);
    EXPECT_EQ(loop.wait(queued).error().kind, Kind::stopped);
    open_gate();
}

TEST_F(LaneTest, TheLoopMayEndWhileALaneIsAtWork) {
    test_support::EventLoop short_loop;
    Lane lane(short_loop.executor(), options());
    lane.start();
    ASSERT_TRUE(short_loop.wait(lane.run(echo_of(0), base::deadline_in(10s))));
    close_gate();
    short_loop.spawn(lane.run(unit_of({statement(pass_gate)}), base::deadline_in(10s)));
    short_loop.spawn(lane.run(note(1), base::deadline_in(10s)));
    short_loop.run_until([&] { return lane.stats().queued == 1; });
    open_gate();
    // What is left is destroyed in whatever state it is; the sanitizers judge.
}

TEST_F(LaneTest, MoreParametersThanTheProtocolHasRoomForAreAFaultOfTheProgram) {
    Lane& lane = start(options());
    Params many;
    for (int i = 0; i < 65536; ++i) many.integer(i);
    EXPECT_THROW(run(lane, unit_of({statement(echo, std::move(many))})), std::logic_error);
    EXPECT_TRUE(run(lane, echo_of(1)));
}

}  // namespace
}  // namespace pg
