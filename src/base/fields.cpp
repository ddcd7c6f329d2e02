// Strict reading of JSON objects.
#include "base/fields.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace base {
namespace {

std::string range_text(std::int64_t min, std::int64_t max) {
    return "a whole number from " + std::to_string(min) + " to " + std::to_string(max);
}

// JSON pointer escaping, RFC 6901.
std::string escape_pointer(std::string_view name) {
    std::string text;
    for (const char c : name) {
        if (c == '~') {
            text += "~0";
        } else if (c == '/') {
            text += "~1";
        } else {
            text += c;
        }
    }
    return text;
}

}  // namespace

Result<boost::json::value> parse_json(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = json_depth_max;
    boost::json::error_code error;
    boost::json::value value = boost::json::parse(text, error, {}, options);
    if (error) return fail(ErrorCode::malformed_json, "The body is not valid JSON.");
    return value;
}

Fields::Fields(const boost::json::value& value, std::string pointer)
    : object_(value.if_object()), pointer_(std::move(pointer)) {
    if (object_ == nullptr) {
        Error error;
        error.code = pointer_.empty() ? ErrorCode::malformed_json : ErrorCode::invalid_field;
        error.detail = pointer_.empty() ? "The body must be a JSON object." : "Must be an object.";
        error.param = pointer_;
        fault_ = std::move(error);
    }
}

std::string Fields::pointer_to(std::string_view name) const {
    return pointer_ + "/" + escape_pointer(name);
}

void Fields::refuse(Error error) {
    if (!fault_) fault_ = std::move(error);
}

void Fields::refuse(std::string_view name, ErrorCode code, std::string detail) {
    Error error;
    error.code = code;
    error.detail = std::move(detail);
    error.param = pointer_to(name);
    refuse(std::move(error));
}

const boost::json::value* Fields::find(std::string_view name) {
    known_.emplace_back(name);
    if (object_ == nullptr) return nullptr;
    const auto* value = object_->if_contains(name);
    return value != nullptr && value->is_null() ? nullptr : value;
}

const boost::json::value* Fields::require(std::string_view name) {
    const auto* value = find(name);
    if (value == nullptr) {
        refuse(name, ErrorCode::missing_field, "\"" + std::string(name) + "\" is required.");
    }
    return value;
}

std::optional<std::string> Fields::checked_text(std::string_view name,
                                                const boost::json::value& value,
                                                TextLimits limits) {
    const auto* string = value.if_string();
    if (string == nullptr) {
        refuse(name, ErrorCode::invalid_field, "Must be a text.");
        return std::nullopt;
    }
    const std::string text(trim(std::string_view(string->data(), string->size())));
    const auto length = utf8_length(text);
    if (!length || has_control_character(text)) {
        refuse(name, ErrorCode::invalid_field, "Must be plain text without control characters.");
        return std::nullopt;
    }
    if (*length < limits.characters_min || *length > limits.characters_max) {
        refuse(name, ErrorCode::invalid_field,
               "Must have " + std::to_string(limits.characters_min) + " to " +
                   std::to_string(limits.characters_max) + " characters.");
        return std::nullopt;
    }
    return text;
}

std::string Fields::text(std::string_view name, TextLimits limits) {
    const auto* value = require(name);
    if (value == nullptr) return {};
    return checked_text(name, *value, limits).value_or("");
}

std::optional<std::string> Fields::optional_text(std::string_view name, TextLimits limits) {
    const auto* value = find(name);
    if (value == nullptr) return std::nullopt;
    return checked_text(name, *value, limits);
}

std::optional<std::int64_t> Fields::optional_integer(std::string_view name, std::int64_t min,
                                                     std::int64_t max) {
    const auto* value = find(name);
    if (value == nullptr) return std::nullopt;
    boost::json::error_code error;
    // 2.0 is the number two in JSON, 2.5 is refused.
    const auto number = value->is_number() ? value->to_number<std::int64_t>(error) : 0;
    if (!value->is_number() || error || number < min || number > max) {
        refuse(name, ErrorCode::invalid_field, "Must be " + range_text(min, max) + ".");
        return std::nullopt;
    }
    return number;
}

std::int64_t Fields::integer(std::string_view name, std::int64_t min, std::int64_t max) {
    if (require(name) == nullptr) return min;
    return optional_integer(name, min, max).value_or(min);
}

std::optional<bool> Fields::optional_boolean(std::string_view name) {
    const auto* value = find(name);
    if (value == nullptr) return std::nullopt;
    if (const bool* flag = value->if_bool()) return *flag;
    refuse(name, ErrorCode::invalid_field, "Must be true or false.");
    return std::nullopt;
}

bool Fields::boolean_or(std::string_view name, bool otherwise) {
    return optional_boolean(name).value_or(otherwise);
}

Uuid Fields::uuid(std::string_view name) {
    const auto* value = require(name);
    if (value == nullptr) return {};
    const auto* string = value->if_string();
    const auto id = string == nullptr
                        ? std::nullopt
                        : parse_uuid(std::string_view(string->data(), string->size()));
    if (!id) refuse(name, ErrorCode::invalid_field, "Must be a UUID.");
    return id.value_or(Uuid{});
}

std::optional<std::string> Fields::optional_email(std::string_view name) {
    const auto* value = find(name);
    if (value == nullptr) return std::nullopt;
    const auto* string = value->if_string();
    auto email = string == nullptr
                     ? std::nullopt
                     : normalize_email(std::string_view(string->data(), string->size()));
    if (!email) refuse(name, ErrorCode::invalid_field, "Must be an email address.");
    return email;
}

std::string Fields::email(std::string_view name) {
    if (require(name) == nullptr) return {};
    return optional_email(name).value_or("");
}

std::optional<Error> Fields::finish() {
    if (!fault_ && object_ != nullptr) {
        for (const auto& member : *object_) {
            const std::string_view name(member.key().data(), member.key().size());
            if (std::find(known_.begin(), known_.end(), name) == known_.end()) {
                refuse(beginning_of(name, field_name_shown_max), ErrorCode::unknown_field,
                       "This operation has no such field.");
                break;
            }
        }
    }
    return fault_;
}

}  // namespace base
