// What somebody buys, as the bodies of checkouts and bookings say it.
#pragma once

#include <optional>
#include <string>

#include "base/fields.hpp"
#include "store/checkouts.hpp"

namespace api {

// The members customer, tickets, promo_code and gift_card_code.
store::Order read_order(base::Fields& fields);

// An address of the web, https or http, that a browser may be sent to.
std::optional<std::string> optional_web_address(base::Fields& fields, std::string_view name);

}  // namespace api
