// What the functions of sql/functions return: {"code": "ok", ...} or the code of a refusal.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "store/context.hpp"

namespace store {

// The state, or std::logic_error: the database knows one that the program does not.
template <class Status>
Status known_state(std::optional<Status> status) {
    if (!status) throw std::logic_error("the database has a state that the program does not know");
    return *status;
}

struct Outcome {
    boost::json::object value;
    bool replayed = false;  // kept under the idempotency key, nothing was done now
};

// An outcome with code "ok", or the refusal as an Error: `detail` and `param` where the function
// gives them, its numbers as facts. Text that is no outcome is a fault of the program: internal.
base::Result<Outcome> parse_outcome(std::string_view text);

// Runs one statement that returns one outcome, in a transaction of its own; read only, and where
// something changes. What went wrong is an Error either way.
base::Task<base::Result<Outcome>> read_outcome(Context context, pg::Statement statement);
base::Task<base::Result<Outcome>> write_outcome(Context context, pg::Statement statement);

// Members of an outcome that the functions always give; a missing one throws std::logic_error.
std::string text_at(const boost::json::object& object, std::string_view name);
std::int64_t integer_at(const boost::json::object& object, std::string_view name);
base::Uuid uuid_at(const boost::json::object& object, std::string_view name);
// A member that is spelled as one of the states of domain/states.hpp; `parse` reads it.
template <class Status>
Status state_at(const boost::json::object& object, std::string_view name,
                std::optional<Status> (*parse)(std::string_view)) {
    return known_state(parse(text_at(object, name)));
}

// "2026-03-29T01:00:00.123456+00:00", as jsonb spells a timestamptz of a connection in UTC.
base::Instant instant_at(const boost::json::object& object, std::string_view name);

}  // namespace store
