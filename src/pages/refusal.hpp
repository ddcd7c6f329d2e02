// What visitors read when something does not work out.
#pragma once

#include <optional>
#include <string>

#include "api/call.hpp"
#include "base/error.hpp"
#include "store/embeds.hpp"

namespace pages {

// An error that has nothing to say but its code.
base::Error error_of(base::ErrorCode code);

struct Words {
    std::string heading;
    std::string text;
};

// The error for somebody who wants to book, not for somebody who programs.
Words words_for(const base::Error& error);

// True where choosing another time or party helps: the visitor then sees the day again, not a page
// of its own.
bool another_choice_helps(base::ErrorCode code);

// A page that says what happened and leads on: to the activities where the embed is known, else
// only to another try where that makes sense.
http::Response refusal_page(const api::Call& call, const base::Error& error);
http::Response refusal_page(const api::Call& call, const base::Error& error,
                            const store::Embed& embed);

}  // namespace pages
