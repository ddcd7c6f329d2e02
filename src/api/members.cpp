// Members that several operations of the staff API have.
#include "api/members.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "domain/time_zone.hpp"

namespace api {
namespace {

bool is_slug(std::string_view text) {
    return !text.starts_with('-') && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

// A text in a list, trimmed; nullopt: none that is accepted.
std::optional<std::string> text_of(const boost::json::value& value, std::size_t characters_max) {
    const auto* string = value.if_string();
    if (string == nullptr) return std::nullopt;
    const std::string_view text = base::trim(std::string_view(string->data(), string->size()));
    const auto length = base::utf8_length(text);
    if (!length || *length == 0 || *length > characters_max || base::has_control_character(text)) {
        return std::nullopt;
    }
    return std::string(text);
}

}  // namespace

base::TextLimits up_to(std::size_t characters) {
    base::TextLimits limits;
    limits.characters_max = characters;
    return limits;
}

base::TextLimits none_to(std::size_t characters) {
    base::TextLimits limits;
    limits.characters_min = 0;
    limits.characters_max = characters;
    return limits;
}

std::optional<std::string> optional_slug(base::Fields& fields, std::string_view name) {
    auto slug = fields.optional_text(name, up_to(slug_characters_max));
    if (slug && !is_slug(*slug)) {
        fields.refuse(name, base::ErrorCode::invalid_field,
                      "Must have only a to z, 0 to 9 and dashes, and no dash in front.");
    }
    return slug;
}

std::optional<std::string> optional_time_zone(base::Fields& fields, std::string_view name) {
    auto time_zone = fields.optional_text(name, up_to(time_zone_characters_max));
    if (time_zone && !domain::TimeZone::find(*time_zone)) {
        fields.refuse(name, base::ErrorCode::invalid_field,
                      "Must be a time zone such as Europe/London.");
    }
    return time_zone;
}

std::optional<std::vector<std::string>> optional_texts(base::Fields& fields, std::string_view name,
                                                       std::size_t count_max,
                                                       std::size_t characters_max) {
    const auto* value = fields.find(name);
    if (value == nullptr) return std::nullopt;
    const auto* list = value->if_array();
    if (list == nullptr || list->size() > count_max) {
        fields.refuse(name, base::ErrorCode::invalid_field,
                      "Must be a list of at most " + std::to_string(count_max) + " texts.");
        return std::nullopt;
    }
    std::vector<std::string> texts;
    for (const auto& member : *list) {
        auto text = text_of(member, characters_max);
        if (!text) {
            base::Error error;
            error.code = base::ErrorCode::invalid_field;
            error.detail =
                "Must be a text of 1 to " + std::to_string(characters_max) + " characters.";
            error.param = fields.pointer_to(name) + "/" + std::to_string(texts.size());
            fields.refuse(std::move(error));
            return std::nullopt;
        }
        texts.push_back(std::move(*text));
    }
    return texts;
}

std::optional<std::string> optional_choice(base::Fields& fields, std::string_view name,
                                           std::vector<std::string_view> choices) {
    auto text = fields.optional_text(name, base::TextLimits());
    if (!text || std::find(choices.begin(), choices.end(), *text) != choices.end()) return text;
    std::string words;
    for (const std::string_view choice : choices) {
        if (!words.empty()) words += choice == choices.back() ? " or " : ", ";
        words += choice;
    }
    fields.refuse(name, base::ErrorCode::invalid_field, "Send " + words + ".");
    return std::nullopt;
}

}  // namespace api
