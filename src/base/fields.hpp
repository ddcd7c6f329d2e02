// Reads a JSON object strictly: every member is asked for by name, what nobody asked for is
// refused, and the first fault is kept with the JSON pointer of the member at fault.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/ids.hpp"

namespace base {

struct TextLimits {
    std::size_t characters_min = 1;  // after trimming
    std::size_t characters_max = 200;
};

// The text must be one JSON value: malformed_json with the place otherwise. Depth is bounded.
Result<boost::json::value> parse_json(std::string_view text);

// Usage: ask for every member, then check finish(). After the first fault the getters give
// defaults, so a handler reads as a list of its fields.
class Fields {
public:
    // `pointer` is the JSON pointer of `value`, "" for the body itself.
    Fields(const boost::json::value& value, std::string pointer);

    std::string text(std::string_view name, TextLimits limits);
    std::optional<std::string> optional_text(std::string_view name, TextLimits limits);
    std::int64_t integer(std::string_view name, std::int64_t min, std::int64_t max);
    std::optional<std::int64_t> optional_integer(std::string_view name, std::int64_t min,
                                                 std::int64_t max);
    std::optional<bool> optional_boolean(std::string_view name);
    bool boolean_or(std::string_view name, bool otherwise);
    Uuid uuid(std::string_view name);
    std::string email(std::string_view name);  // normalized
    std::optional<std::string> optional_email(std::string_view name);

    // The raw member, null where it is absent; counts as asked for.
    const boost::json::value* find(std::string_view name);
    const boost::json::value* require(std::string_view name);

    // Records a fault at this member, if it is the first.
    void refuse(std::string_view name, ErrorCode code, std::string detail);
    void refuse(Error error);

    std::string pointer_to(std::string_view name) const;
    bool failed() const { return fault_.has_value(); }

    // The first fault, or unknown_field for a member that nobody asked for, or nothing.
    std::optional<Error> finish();

private:
    std::optional<std::string> checked_text(std::string_view name, const boost::json::value& value,
                                            TextLimits limits);

    const boost::json::object* object_ = nullptr;
    std::string pointer_;
    std::vector<std::string> known_;
    std::optional<Error> fault_;
};

}  // namespace base
