// The price of a hold line by line, and how it can be paid, as pages show them.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

namespace pages {

// {lines, total, has_gift_card, due} of a quote of the API (openapi.yaml, Quote).
boost::json::object quote_values(const boost::json::object& quote);

// {methods, has_choice, ...} for these ways of payment; `chosen` is one of them, or else the first
// is.
boost::json::object payment_values(const std::vector<std::string>& methods,
                                   const std::string& chosen, const boost::json::object& quote);

// The lines of a quote or of a booking, as the API spells them: [{name, amount, is_included}].
boost::json::array lines_values(const boost::json::array& lines);

// An amount of the API: {amount, currency}.
std::string amount_in_words(const boost::json::value& amount);

}  // namespace pages
