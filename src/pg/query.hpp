// What goes to PostgreSQL and what comes back, as values.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"

struct pg_result;

namespace pg {

// A statement with the name under which each connection prepares it once. Lives as long as the
// program.
struct Query {
    std::string name;
    std::string text;
};

// Parameters in text format, in the order of $1, $2, ... A text with a NUL character is a fault of
// the program and throws std::logic_error: PostgreSQL has none.
class Params {
public:
    Params& text(std::string value);
    Params& text(const char* value) { return text(std::string(value)); }
    Params& text(std::optional<std::string> value);
    Params& integer(std::int64_t value);
    Params& integer(std::optional<std::int64_t> value);
    Params& boolean(bool value);
    Params& boolean(std::optional<bool> value);
    Params& uuid(const base::Uuid& value);
    Params& uuid(const std::optional<base::Uuid>& value);
    Params& instant(base::Instant value);
    Params& null();
    // A PostgreSQL array literal; every element is quoted, nullopt becomes NULL.
    Params& array(const std::vector<std::optional<std::string>>& values);
    // The same of texts that are all there; nothing becomes NULL.
    Params& texts(const std::optional<std::vector<std::string>>& values);

    const std::vector<std::optional<std::string>>& values() const { return values_; }

private:
    std::vector<std::optional<std::string>> values_;
};

struct Statement {
    const Query* query = nullptr;
    Params params;
};

// Statements that run as one transaction in one round trip: all commit or none.
struct Unit {
    std::vector<Statement> statements;
};

// One row of a result. Columns count from 0. A value that does not have the asked type is a fault
// of the program and throws std::logic_error.
class Row {
public:
    Row(const pg_result* result, int index) : result_(result), index_(index) {}
    bool is_null(int column) const;
    std::string_view text(int column) const;  // valid as long as its Rows
    std::int64_t integer(int column) const;
    bool boolean(int column) const;
    base::Uuid uuid(int column) const;
    base::Instant instant(int column) const;  // connections run with TimeZone UTC, DateStyle ISO
    std::optional<std::string> optional_text(int column) const;
    std::optional<std::int64_t> optional_integer(int column) const;

private:
    const pg_result* result_;
    int index_;
};

// The rows of one statement. Shares the result, so copies are cheap.
class Rows {
public:
    Rows() = default;
    explicit Rows(std::shared_ptr<const pg_result> result) : result_(std::move(result)) {}
    int size() const;
    bool empty() const { return size() == 0; }
    Row operator[](int index) const { return Row(result_.get(), index); }
    std::int64_t affected() const;  // rows inserted, updated or deleted

private:
    std::shared_ptr<const pg_result> result_;
};

// Why a unit did not happen.
struct Failure {
    enum class Kind {
        refused,      // the server answered with an error; `sqlstate` says which. Nothing happened.
        overloaded,   // the queue of the lane is full. Nothing happened.
        unavailable,  // no connection in time, or it broke before the unit had left. Nothing
                      // happened.
        deadline,     // the deadline passed before the unit was sent. Nothing happened.
        unknown,  // sent, then the connection broke or the deadline passed: it may have happened
        stopped,  // the lane is shutting down. Nothing happened.
    };
    Kind kind = Kind::refused;
    std::string sqlstate;    // five characters, only when refused
    std::string constraint;  // name of the violated constraint, where there is one
    std::string message;     // for the log, never for a client
    int position = 0;  // of the error in the statement's text, in characters from 1; 0: unknown
};

template <class T>
using Outcome = tl::expected<T, Failure>;

}  // namespace pg
