// What makes two presses of a button one request: a text that each showing of a form has for
// itself.
#pragma once

#include <string>
#include <string_view>

#include "store/reservations.hpp"

namespace pages {

std::string new_request_token();
bool is_request_token(std::string_view text);

// The idempotency key of something that a page does. The name keeps it apart from the keys of API
// clients; the key says all that the request does, so it is its own fingerprint.
store::Idempotency idempotency_of(const std::string& name);

}  // namespace pages
