// What is in flight on one connection, and what each arriving result means for it.
#include "pg/pipeline.hpp"

#include <algorithm>
#include <utility>

namespace pg {

bool Pipeline::has_room_for(const Unit& unit) const {
    if (!newest_written_ || in_flight() >= units_in_flight_max_) return false;
    return std::none_of(unit.statements.begin(), unit.statements.end(), [this](const Statement& s) {
        const auto known = prepared_.find(s.query);
        return known != prepared_.end() && known->second == Prepared::asked;
    });
}

Pipeline::Begun Pipeline::begin(const Unit& unit) {
    InFlight next;
    next.rows.reserve(unit.statements.size());
    for (const Statement& statement : unit.statements) {
        // A query that stands in the unit twice is new only the first time.
        if (prepares_ && prepared_.try_emplace(statement.query, Prepared::asked).second) {
            next.commands.push_back(statement.query);
        }
    }
    next.prepare_count = next.commands.size();
    next.commands.reserve(next.prepare_count + unit.statements.size());
    for (const Statement& statement : unit.statements) next.commands.push_back(statement.query);

    newest_written_ = false;
    const InFlight& begun = in_flight_.emplace_back(std::move(next));
    return Begun{oldest_ + in_flight_.size() - 1,
                 std::span(begun.commands.data(), begun.prepare_count)};
}

void Pipeline::abandon(Number number) {
    if (number < oldest_ || number - oldest_ >= in_flight_.size()) return;
    InFlight& unit = in_flight_[number - oldest_];
    unit.abandoned = true;
    unit.rows.clear();
}

std::optional<Pipeline::Answer> Pipeline::accept(Arrival arrival) {
    if (in_flight_.empty()) {
        out_of_step_ = true;
        return std::nullopt;
    }
    InFlight& unit = in_flight_.front();
    const bool sync_is_next = unit.arrived == unit.commands.size();

    if (std::holds_alternative<Synced>(arrival)) {
        if (sync_is_next) return end_oldest();
        out_of_step_ = true;
    } else if (auto* failure = std::get_if<Failure>(&arrival)) {
        // An error in place of the sync: a deferred constraint failed at commit. The sync follows.
        const std::string place = sync_is_next ? "commit" : unit.commands[unit.arrived]->name;
        failure->message = place + ": " + failure->message;
        if (!unit.refusal) unit.refusal = std::move(*failure);
        if (!sync_is_next) command_failed(unit);
    } else if (sync_is_next) {
        out_of_step_ = true;
    } else if (auto* rows = std::get_if<Rows>(&arrival)) {
        command_done(unit, std::move(*rows));
    } else {
        command_failed(unit);
    }
    return std::nullopt;
}

void Pipeline::command_done(InFlight& unit, Rows rows) {
    // A prepared statement stays, even where its unit is rolled back afterwards.
    if (unit.arrived < unit.prepare_count) {
        prepared_[unit.commands[unit.arrived]] = Prepared::done;
    } else if (!unit.abandoned) {
        unit.rows.push_back(std::move(rows));
    }
    ++unit.arrived;
}

void Pipeline::command_failed(InFlight& unit) {
    if (unit.arrived < unit.prepare_count) prepared_.erase(unit.commands[unit.arrived]);
    ++unit.arrived;
}

std::optional<Pipeline::Answer> Pipeline::end_oldest() {
    InFlight unit = std::move(in_flight_.front());
    in_flight_.pop_front();
    const Number number = oldest_++;
    if (unit.abandoned) return std::nullopt;
    if (unit.refusal) return Answer{number, tl::unexpected<Failure>(std::move(*unit.refusal))};
    return Answer{number, std::move(unit.rows)};
}

std::vector<Pipeline::Answer> Pipeline::lose(const std::string& reason) {
    std::vector<Answer> answers;
    while (!in_flight_.empty()) {
        InFlight& unit = in_flight_.front();
        if (!unit.refusal) {
            const bool never_sent = in_flight_.size() == 1 && !newest_written_;
            unit.refusal.emplace();
            unit.refusal->kind = never_sent ? Failure::Kind::unavailable : Failure::Kind::unknown;
            unit.refusal->message = reason;
        }
        if (auto answer = end_oldest()) answers.push_back(std::move(*answer));
    }
    return answers;
}

std::size_t Pipeline::oldest_command_count() const {
    return in_flight_.empty() ? 0 : in_flight_.front().commands.size();
}

}  // namespace pg
