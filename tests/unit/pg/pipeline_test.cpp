// The bookkeeping of a pipelined connection, driven result by result without a socket.
#include "pg/pipeline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <memory>

namespace pg {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Query find_seat = {"find_seat", "select 1"};
const Query take_seat = {"take_seat", "select 2"};

Unit unit_of(std::initializer_list<const Query*> queries) {
    Unit unit;
    for (const Query* query : queries) unit.statements.push_back(Statement{query, Params()});
    return unit;
}

Arrival refusal(const std::string& sqlstate) {
    Failure failure;
    failure.sqlstate = sqlstate;
    failure.message = "says the server";
    return failure;
}

// A pipeline and the shortest way to say what is sent and what arrives.
class PipelineTest : public testing::Test {
protected:
    // The names that had to be prepared go to `prepared`.
    Pipeline::Number send(std::initializer_list<const Query*> queries) {
        const Unit unit = unit_of(queries);
        EXPECT_TRUE(pipeline.has_room_for(unit));
        const auto begun = pipeline.begin(unit);
        prepared.assign(begun.to_prepare.begin(), begun.to_prepare.end());
        pipeline.written();
        return begun.number;
    }

    std::optional<Pipeline::Answer> receive(std::initializer_list<Arrival> arrivals) {
        std::optional<Pipeline::Answer> answer;
        for (const Arrival& arrival : arrivals) {
            EXPECT_FALSE(answer) << "a unit was answered before its sync";
            answer = pipeline.accept(arrival);
        }
        return answer;
    }

    // Both queries are prepared, nothing is in flight.
    void warm_up() {
        send({&find_seat, &take_seat});
        ASSERT_TRUE(receive({Rows(), Rows(), Rows(), Rows(), Synced()}));
    }

    Pipeline pipeline{4};
    std::vector<const Query*> prepared;
};

TEST_F(PipelineTest, AQueryIsPreparedOncePerConnection) {
    send({&find_seat});
    EXPECT_THAT(prepared, ElementsAre(&find_seat));
    receive({Rows(), Rows(), Synced()});
    send({&find_seat, &take_seat});
    EXPECT_THAT(prepared, ElementsAre(&take_seat));
    receive({Rows(), Rows(), Rows(), Synced()});
    send({&take_seat, &find_seat});
    EXPECT_THAT(prepared, IsEmpty());
}

TEST_F(PipelineTest, AQueryThatStandsInAUnitTwiceIsPreparedOnce) {
    send({&find_seat, &find_seat});
    EXPECT_THAT(prepared, ElementsAre(&find_seat));
    const auto answer = receive({Rows(), Rows(), Rows(), Synced()});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->outcome->size(), 2U);
}

TEST_F(PipelineTest, TheRowsOfEachStatementAreGivenInOrderAtTheSync) {
    const auto number = send({&find_seat, &take_seat});
    const std::shared_ptr<PGresult> first(PQmakeEmptyPGresult(nullptr, PGRES_TUPLES_OK), PQclear);
    const auto answer = receive({Rows(), Rows(), Rows(first), Rows(), Synced()});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->number, number);
    ASSERT_EQ(answer->outcome->size(), 2U);
    EXPECT_EQ(first.use_count(), 2);
    EXPECT_EQ(pipeline.in_flight(), 0);
}

TEST_F(PipelineTest, UnitsInFlightAreAnsweredInTheOrderInWhichTheyWereSent) {
    warm_up();
    const auto first = send({&find_seat});
    const auto second = send({&take_seat});
    EXPECT_EQ(pipeline.in_flight(), 2);
    EXPECT_EQ(receive({Rows(), Synced()})->number, first);
    EXPECT_EQ(receive({Rows(), Synced()})->number, second);
}

TEST_F(PipelineTest, AnErrorOfOneUnitLeavesTheNextOneUntouched) {
    warm_up();
    send({&find_seat, &take_seat});
    send({&take_seat});
    const auto failed = receive({refusal("23505"), Aborted(), Synced()});
    const auto fine = receive({Rows(), Synced()});
    ASSERT_TRUE(failed && fine);
    ASSERT_FALSE(failed->outcome);
    EXPECT_EQ(failed->outcome.error().kind, Failure::Kind::refused);
    EXPECT_EQ(failed->outcome.error().sqlstate, "23505");
    EXPECT_EQ(failed->outcome.error().message, "find_seat: says the server");
    EXPECT_TRUE(fine->outcome);
}

TEST_F(PipelineTest, ADeferredConstraintThatFailsAtCommitFailsTheUnit) {
    warm_up();
    send({&take_seat});
    const auto answer = receive({Rows(), refusal("23503"), Synced()});
    ASSERT_TRUE(answer);
    ASSERT_FALSE(answer->outcome);
    EXPECT_EQ(answer->outcome.error().sqlstate, "23503");
    EXPECT_EQ(answer->outcome.error().message, "commit: says the server");
    EXPECT_FALSE(pipeline.out_of_step());
}

TEST_F(PipelineTest, AQueryWhosePreparationFailedIsPreparedAgain) {
    send({&find_seat});
    receive({refusal("42P01"), Aborted(), Synced()});
    send({&find_seat});
    EXPECT_THAT(prepared, ElementsAre(&find_seat));
}

TEST_F(PipelineTest, AQueryWhosePreparationWasSkippedIsPreparedAgain) {
    send({&find_seat, &take_seat});
    receive({refusal("42P01"), Aborted(), Aborted(), Aborted(), Synced()});
    send({&take_seat});
    EXPECT_THAT(prepared, ElementsAre(&take_seat));
}

TEST_F(PipelineTest, APreparedQueryStaysPreparedWhereItsUnitIsRolledBack) {
    send({&find_seat});
    receive({Rows(), refusal("40001"), Synced()});
    send({&find_seat});
    EXPECT_THAT(prepared, IsEmpty());
}

TEST_F(PipelineTest, AUnitWaitsWhileOneOfItsQueriesIsBeingPreparedForAnother) {
    send({&find_seat});
    EXPECT_FALSE(pipeline.has_room_for(unit_of({&take_seat, &find_seat})));
    EXPECT_TRUE(pipeline.has_room_for(unit_of({&take_seat})));
    receive({Rows()});
    EXPECT_TRUE(pipeline.has_room_for(unit_of({&take_seat, &find_seat})));
}

TEST_F(PipelineTest, NoMoreThanTheMaximumIsInFlight) {
    warm_up();
    for (int i = 0; i < 4; ++i) send({&find_seat});
    EXPECT_FALSE(pipeline.has_room_for(unit_of({&find_seat})));
    receive({Rows(), Synced()});
    EXPECT_TRUE(pipeline.has_room_for(unit_of({&find_seat})));
}

TEST_F(PipelineTest, NothingIsSentBehindAUnitThatHasNotLeftCompletely) {
    warm_up();
    pipeline.begin(unit_of({&find_seat}));
    EXPECT_FALSE(pipeline.has_room_for(unit_of({&find_seat})));
    pipeline.written();
    EXPECT_TRUE(pipeline.has_room_for(unit_of({&find_seat})));
}

TEST_F(PipelineTest, TheLateAnswerOfAnAbandonedUnitIsDropped) {
    warm_up();
    const auto abandoned = send({&find_seat});
    const auto next = send({&take_seat});
    pipeline.abandon(abandoned);
    EXPECT_EQ(pipeline.in_flight(), 2) << "the server still works on it";
    EXPECT_FALSE(receive({Rows(), Synced()}));
    EXPECT_EQ(receive({Rows(), Synced()})->number, next);
}

TEST_F(PipelineTest, AnAbandonedUnitStillPreparesItsQueries) {
    pipeline.abandon(send({&find_seat}));
    receive({Rows(), Rows(), Synced()});
    send({&find_seat});
    EXPECT_THAT(prepared, IsEmpty());
}

TEST_F(PipelineTest, ToAbandonAnAnsweredUnitDoesNothing) {
    warm_up();
    const auto answered = send({&find_seat});
    receive({Rows(), Synced()});
    const auto next = send({&find_seat});
    pipeline.abandon(answered);
    EXPECT_EQ(receive({Rows(), Synced()})->number, next);
}

TEST_F(PipelineTest, ALostConnectionLeavesWhatWasSentUnknown) {
    warm_up();
    send({&find_seat});
    send({&take_seat});
    receive({Rows()});  // without its sync nobody knows whether it was committed
    const auto answers = pipeline.lose("gone");
    ASSERT_EQ(answers.size(), 2U);
    for (const auto& answer : answers) {
        ASSERT_FALSE(answer.outcome);
        EXPECT_EQ(answer.outcome.error().kind, Failure::Kind::unknown);
        EXPECT_EQ(answer.outcome.error().message, "gone");
    }
    EXPECT_EQ(pipeline.in_flight(), 0);
}

TEST_F(PipelineTest, AUnitWhoseSyncWasNeverWrittenHasNotHappened) {
    warm_up();
    send({&find_seat});
    const auto unwritten = pipeline.begin(unit_of({&take_seat})).number;
    const auto answers = pipeline.lose("gone");
    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers[0].outcome.error().kind, Failure::Kind::unknown);
    EXPECT_EQ(answers[1].number, unwritten);
    EXPECT_EQ(answers[1].outcome.error().kind, Failure::Kind::unavailable);
}

TEST_F(PipelineTest, AUnitThatTheServerHasRefusedStaysRefusedWhenTheConnectionIsLost) {
    warm_up();
    send({&find_seat, &take_seat});
    receive({refusal("23514")});
    const auto answers = pipeline.lose("gone");
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].outcome.error().kind, Failure::Kind::refused);
    EXPECT_EQ(answers[0].outcome.error().sqlstate, "23514");
}

TEST_F(PipelineTest, NobodyIsToldOfAnAbandonedUnitWhenTheConnectionIsLost) {
    warm_up();
    pipeline.abandon(send({&find_seat}));
    EXPECT_THAT(pipeline.lose("gone"), IsEmpty());
}

TEST_F(PipelineTest, ResultsThatDoNotFitWhatWasSentAreNoticed) {
    Pipeline idle(1);
    idle.accept(Rows());
    EXPECT_TRUE(idle.out_of_step()) << "a result while nothing is in flight";

    Pipeline early(1);
    early.begin(unit_of({&find_seat}));
    early.accept(Synced());
    EXPECT_TRUE(early.out_of_step()) << "a sync before the statements are answered";

    warm_up();
    send({&find_seat});
    receive({Rows(), Rows()});
    EXPECT_TRUE(pipeline.out_of_step()) << "one result more than statements";
}

TEST_F(PipelineTest, TheServersTimeForTheOldestUnitCountsItsPreparationsToo) {
    EXPECT_EQ(pipeline.oldest_command_count(), 0U);
    send({&find_seat});
    send({&take_seat, &take_seat});
    EXPECT_EQ(pipeline.oldest_command_count(), 2U);
    receive({Rows(), Rows(), Synced()});
    EXPECT_EQ(pipeline.oldest_command_count(), 3U);
}

}  // namespace
}  // namespace pg
