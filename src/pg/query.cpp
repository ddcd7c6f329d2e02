// Parameters into PostgreSQL's text format, and its text format into values.
#include "pg/query.hpp"

#include <libpq-fe.h>

#include <array>
#include <cstdio>
#include <stdexcept>

#include "base/text.hpp"

namespace pg {
namespace {

// PostgreSQL has no NUL in its texts, and libpq would cut the value there without a word.
void require_no_nul(std::string_view value) {
    if (value.find('\0') != std::string_view::npos) {
        throw std::logic_error("a parameter contains a NUL character");
    }
}

std::string iso_with_microseconds(base::Instant instant) {
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(instant - day);
    std::array<char, 64> buffer;
    const int length = std::snprintf(
        buffer.data(), buffer.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ",
        static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
        static_cast<int>(time.subseconds().count()));
    return std::string(buffer.data(), static_cast<std::size_t>(length));
}

[[noreturn]] void refuse(const PGresult* result, int column, std::string_view what) {
    const char* name = PQfname(result, column);
    throw std::logic_error("column " + std::to_string(column) + " (" +
                           (name != nullptr ? name : "no name") + ") is not " + std::string(what));
}

}  // namespace

Params& Params::text(std::string value) {
    require_no_nul(value);
    values_.emplace_back(std::move(value));
    return *this;
}

Params& Params::text(std::optional<std::string> value) {
    return value ? text(std::move(*value)) : null();
}

Params& Params::integer(std::int64_t value) {
    values_.emplace_back(std::to_string(value));
    return *this;
}

Params& Params::integer(std::optional<std::int64_t> value) {
    return value ? integer(*value) : null();
}

Params& Params::boolean(bool value) {
    values_.emplace_back(value ? "t" : "f");
    return *this;
}

Params& Params::uuid(const base::Uuid& value) {
    values_.emplace_back(base::to_string(value));
    return *this;
}

Params& Params::instant(base::Instant value) {
    values_.emplace_back(iso_with_microseconds(value));
    return *this;
}

Params& Params::boolean(std::optional<bool> value) {
    return value ? boolean(*value) : null();
}

Params& Params::uuid(const std::optional<base::Uuid>& value) {
    return value ? uuid(*value) : null();
}

Params& Params::null() {
    values_.emplace_back(std::nullopt);
    return *this;
}

Params& Params::array(const std::vector<std::optional<std::string>>& values) {
    std::string literal = "{";
    for (const auto& value : values) {
        if (literal.size() > 1) literal += ',';
        if (!value) {
            literal += "NULL";
            continue;
        }
        require_no_nul(*value);
        literal += '"';
        for (const char c : *value) {
            if (c == '"' || c == '\\') literal += '\\';
            literal += c;
        }
        literal += '"';
    }
    literal += '}';
    values_.emplace_back(std::move(literal));
    return *this;
}

Params& Params::texts(const std::optional<std::vector<std::string>>& values) {
    if (!values) return null();
    return array(std::vector<std::optional<std::string>>(values->begin(), values->end()));
}

bool Row::is_null(int column) const {
    if (index_ < 0 || index_ >= PQntuples(result_)) {
        throw std::logic_error("row " + std::to_string(index_) + " does not exist");
    }
    if (column < 0 || column >= PQnfields(result_)) {
        throw std::logic_error("column " + std::to_string(column) + " does not exist");
    }
    return PQgetisnull(result_, index_, column) == 1;
}

std::string_view Row::text(int column) const {
    if (is_null(column)) refuse(result_, column, "allowed to be NULL");
    return std::string_view(PQgetvalue(result_, index_, column),
                            static_cast<std::size_t>(PQgetlength(result_, index_, column)));
}

std::int64_t Row::integer(int column) const {
    const auto value = base::parse_integer(text(column));
    if (!value) refuse(result_, column, "an integer");
    return *value;
}

bool Row::boolean(int column) const {
    const std::string_view value = text(column);
    if (value != "t" && value != "f") refuse(result_, column, "a boolean");
    return value == "t";
}

base::Uuid Row::uuid(int column) const {
    const auto value = base::parse_uuid(text(column));
    if (!value) refuse(result_, column, "a UUID");
    return *value;
}

base::Instant Row::instant(int column) const {
    const auto value = base::parse_instant(text(column));
    if (!value) refuse(result_, column, "a finite timestamptz of our era, written in UTC");
    return *value;
}

std::optional<std::string> Row::optional_text(int column) const {
    if (is_null(column)) return std::nullopt;
    return std::string(text(column));
}

std::optional<std::int64_t> Row::optional_integer(int column) const {
    if (is_null(column)) return std::nullopt;
    return integer(column);
}

int Rows::size() const {
    return result_ == nullptr ? 0 : PQntuples(result_.get());
}

std::int64_t Rows::affected() const {
    if (result_ == nullptr) return 0;
    // PQcmdTuples only reads, its parameter is not const for historical reasons. The text is empty
    // for commands that affect no rows.
    const char* count = PQcmdTuples(const_cast<PGresult*>(result_.get()));
    return base::parse_integer(count).value_or(0);
}

}  // namespace pg
