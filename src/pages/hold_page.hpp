// The page of a hold: summary, the visitor's details, and the three things that can be done.
#pragma once

#include <optional>

#include "api/call.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "pages/details.hpp"

namespace pages {

// The page for whatever became of the hold: the form while it is held, with what was typed and what
// is wrong with it; the confirmation once it is a booking; the day with its free times where it has
// ended. `trouble` is what went wrong just now, if anything; it gives the page its status.
base::Task<http::Response> hold_page(api::Call call, base::Uuid reservation_id, Details details,
                                     std::optional<base::Error> trouble);

}  // namespace pages
