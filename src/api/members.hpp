// Members that several operations of the staff API have.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fields.hpp"

namespace api {

inline constexpr std::size_t label_characters_max = 200;  // names of things
inline constexpr std::size_t note_characters_max = 500;
inline constexpr std::size_t slug_characters_max = 63;
inline constexpr std::size_t time_zone_characters_max = 64;

// From 1 to so many characters, and from none.
base::TextLimits up_to(std::size_t characters);
base::TextLimits none_to(std::size_t characters);

// Part of an address: a to z, 0 to 9 and dashes, no dash in front.
std::optional<std::string> optional_slug(base::Fields& fields, std::string_view name);

// The name of a time zone that the server knows.
std::optional<std::string> optional_time_zone(base::Fields& fields, std::string_view name);

// A list of texts, at most so many; each fault names its place ("/scopes/0").
std::optional<std::vector<std::string>> optional_texts(base::Fields& fields, std::string_view name,
                                                       std::size_t count_max,
                                                       std::size_t characters_max);

// One of a few words.
std::optional<std::string> optional_choice(base::Fields& fields, std::string_view name,
                                           std::vector<std::string_view> choices);

// The required form of any of these: missing_field where there is none.
template <class T>
T require_member(base::Fields& fields, std::string_view name, std::optional<T> value) {
    if (!value) fields.require(name);
    return std::move(value).value_or(T());
}

}  // namespace api
