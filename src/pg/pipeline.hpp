// The bookkeeping of one connection in libpq's pipeline mode: which units are in flight, what must
// be prepared before a unit can run, and what each result that arrives means. Does no I/O, so all
// of it is tested without a socket.
//
// A unit goes to the server as: Parse of each query this connection has not prepared yet, Bind and
// Execute of each statement, Sync. Everything up to the Sync is one implicit transaction. The
// server answers each of these commands with one result, in order; after an error with `aborted`
// for the rest of the unit; and then, always, with a sync.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "pg/query.hpp"

namespace pg {

// One result, as it comes from libpq: success (with rows where the command gives some), an error of
// the server, a command skipped because of an earlier error, the end of a unit.
struct Aborted {};
struct Synced {};
using Arrival = std::variant<Rows, Failure, Aborted, Synced>;

class Pipeline {
public:
    using Number = std::uint64_t;  // counts the units of this connection from 1

    struct Begun {
        Number number = 0;
        std::span<const Query* const> to_prepare;  // valid until the next call of begin()
    };

    struct Answer {
        Number number = 0;
        Outcome<std::vector<Rows>> outcome;
    };

    // Where it does not prepare, each statement goes as an unnamed one and nothing is ever in
    // Begun::to_prepare.
    explicit Pipeline(int units_in_flight_max, bool prepares = true)
        : units_in_flight_max_(units_in_flight_max), prepares_(prepares) {}

    // Whether this unit may be sent now. Not while the maximum is in flight, not while the unit
    // before has not left completely, and not while one of its queries is being prepared for a unit
    // in flight: whether that succeeds is not known yet.
    bool has_room_for(const Unit& unit) const;

    // Counts the unit as in flight. The caller has asked has_room_for() and now hands libpq the
    // queries to prepare, the statements and the Sync, in this order.
    Begun begin(const Unit& unit);

    // The unit begun last, its Sync included, has been written to the socket.
    void written() { newest_written_ = true; }

    // Nobody waits for this unit any more: its answer is dropped. It stays in flight, because the
    // server still works on it.
    void abandon(Number number);

    // Takes the next result. Gives the answer when the result ends a unit that somebody waits for.
    // The message of a refusal then names the query at which it happened.
    std::optional<Answer> accept(Arrival arrival);

    // A result came that does not fit what was sent. Nothing that follows can be trusted.
    bool out_of_step() const { return out_of_step_; }

    // The connection is gone. Answers every unit that somebody waits for: `refused` where the
    // server had already said so, `unavailable` where the unit's Sync was never written and the
    // unit so cannot have happened, `unknown` otherwise. Nothing is in flight afterwards.
    std::vector<Answer> lose(const std::string& reason);

    int in_flight() const { return static_cast<int>(in_flight_.size()); }

    // Commands of the oldest unit, 0 where nothing is in flight. The server may work on each of
    // them for up to statement_timeout.
    std::size_t oldest_command_count() const;

private:
    struct InFlight {
        // The queries to prepare first, then those of the statements.
        std::vector<const Query*> commands;
        std::size_t prepare_count = 0;
        std::size_t arrived = 0;
        std::vector<Rows> rows;
        std::optional<Failure> refusal;
        bool abandoned = false;
    };
    enum class Prepared { asked, done };

    void command_done(InFlight& unit, Rows rows);
    void command_failed(InFlight& unit);
    std::optional<Answer> end_oldest();

    int units_in_flight_max_;
    bool prepares_;
    std::deque<InFlight> in_flight_;  // oldest first
    Number oldest_ = 1;               // number of in_flight_.front()
    bool newest_written_ = true;
    bool out_of_step_ = false;
    std::unordered_map<const Query*, Prepared> prepared_;
};

}  // namespace pg
