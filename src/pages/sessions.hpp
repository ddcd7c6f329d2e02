// The page on which a visitor chooses party, day and time.
#pragma once

#include <optional>

#include "api/call.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "domain/civil.hpp"

namespace pages {

// What a visitor asks to see. What is absent or impossible is chosen for them: the first day with a
// free time, a party of two.
struct Wish {
    std::optional<domain::CivilDate> date;
    std::optional<int> party;
};

// The wish in the address of the page.
Wish read_wish(const api::Call& call);

// The page, with what went wrong before at its top where there is `trouble`; it is a refusal page
// where the activity cannot be shown.
base::Task<http::Response> sessions_page(api::Call call, base::Uuid activity_id, Wish wish,
                                         std::optional<base::Error> trouble);

}  // namespace pages
