// What visitors read when something does not work out.
#include "pages/refusal.hpp"

#include <algorithm>

#include "api/problem.hpp"
#include "pages/page.hpp"
#include "pages/words.hpp"

namespace pages {
namespace {

using base::ErrorCode;

std::optional<int> fact(const base::Error& error, std::string_view name) {
    const auto found = std::find_if(error.facts.begin(), error.facts.end(),
                                    [&](const auto& pair) { return pair.first == name; });
    if (found == error.facts.end()) return std::nullopt;
    return static_cast<int>(found->second);
}

std::string party_text(const base::Error& error) {
    const auto min = fact(error, "min_party");
    const auto max = fact(error, "max_party");
    if (!min || !max) return "Choose another number of people.";
    return "It takes " + people_in_words(*min, *max) + ".";
}

std::string seats_left_text(const base::Error& error) {
    const int left = fact(error, "capacity_remaining").value_or(0);
    if (left <= 0) return "Nothing was booked. Choose another time.";
    return "Only " + seats_in_words(left) + (left == 1 ? " is" : " are") +
           " left at that time. Nothing was booked.";
}

Words words_for_holds(const base::Error& error) {
    switch (error.code) {
        case ErrorCode::invalid_spots:
            return {"That time is not for a party of this size", party_text(error)};
        case ErrorCode::session_not_found:
        case ErrorCode::session_closed:
            return {"That time can no longer be booked",
                    "Nothing was booked. Choose another time."};
        case ErrorCode::insufficient_capacity:
            return {"Somebody was quicker", seats_left_text(error)};
        case ErrorCode::too_many_holds:
            return {"You are holding too many seats already",
                    "Confirm a booking that you began or give its seats back. Seats that are not "
                    "confirmed become free by themselves after some minutes."};
        case ErrorCode::reservation_expired:
            return {"The time to finish ran out",
                    "Your seats became free again, and nothing was booked. Choose a time and begin "
                    "anew."};
        case ErrorCode::reservation_released:
            return {"You gave the seats back",
                    "They are free for others again, and nothing was booked."};
        case ErrorCode::extension_limit_reached:
            return {"There is no more time to add", "Confirm before the time below is over."};
        default:
            break;
    }
    return {};
}

Words words_for_money(const base::Error& error) {
    switch (error.code) {
        case ErrorCode::payment_method_unavailable:
            return {"That way of paying is not offered here", "Choose another one."};
        case ErrorCode::payment_provider_unavailable:
        case ErrorCode::payment_provider_refused:
            return {"Paying online does not work at the moment",
                    "Nothing was charged, and your seats are still held. Try again, or choose "
                    "another way of paying."};
        case ErrorCode::payment_not_found:
            return {"There is no such payment here", "The address may be incomplete."};
        case ErrorCode::nothing_to_pay:
            return {"There is nothing to pay", "Everything is paid already."};
        case ErrorCode::too_many_attempts:
            return {"Too many codes were tried",
                    "Wait a quarter of an hour, or go on without a code."};
        case ErrorCode::refund_changed:
            return {"What goes back has changed",
                    "Nothing was cancelled. Look at the amount below before you go on."};
        case ErrorCode::invalid_transition:
            return {"It is too late for that", "Please ask the venue."};
        default:
            break;
    }
    return {};
}

}  // namespace

base::Error error_of(ErrorCode code) {
    base::Error error;
    error.code = code;
    return error;
}

Words words_for(const base::Error& error) {
    if (Words words = words_for_holds(error); !words.heading.empty()) return words;
    if (Words words = words_for_money(error); !words.heading.empty()) return words;
    switch (error.code) {
        case ErrorCode::embed_not_found:
            return {"There is no booking page here",
                    "The address may be incomplete, or the page was switched off. Go back to the "
                    "site that brought you here."};
        case ErrorCode::activity_not_found:
            return {"This activity is not on sale", "It may have been taken off the programme."};
        case ErrorCode::reservation_not_found:
        case ErrorCode::checkout_not_found:
        case ErrorCode::booking_not_found:
            return {"There is no such booking here", "The address may be incomplete."};
        case ErrorCode::overloaded:
        case ErrorCode::idempotency_key_in_use:
        case ErrorCode::database_unavailable:
        case ErrorCode::deadline_exceeded:
        case ErrorCode::shutting_down:
            return {"We are busy right now",
                    "Try again in a moment. Trying again never books anything twice."};
        case ErrorCode::rate_limited:
            return {"That was too much at once",
                    "Wait a minute, then try again. Nothing was booked."};
        case ErrorCode::internal:
            return {"Something went wrong on our side",
                    "Try again. If it happens again, tell us the number below."};
        default:
            return {"That did not work", "Go back and try again. Nothing was booked."};
    }
}

bool another_choice_helps(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid_spots:
        case ErrorCode::session_not_found:
        case ErrorCode::session_closed:
        case ErrorCode::insufficient_capacity:
        case ErrorCode::too_many_holds:
        case ErrorCode::reservation_expired:
        case ErrorCode::reservation_released:
            return true;
        default:
            return false;
    }
}

namespace {

http::Response refuse(const api::Call& call, const base::Error& error, boost::json::object values) {
    const Words words = words_for(error);
    const unsigned status = api::kind_of(error.code).status;
    values["heading"] = words.heading;
    values["text"] = words.text;
    // A link to the same address; a form that failed is sent again with the browser's own means.
    values["can_retry"] = status >= 500 && call.request.method != http::Method::post;
    if (status >= 500) values["request_id"] = call.context.request.id;
    return problem_page(call, error, "refusal", std::move(values), framed_by_allowed_domains(call));
}

}  // namespace

http::Response refusal_page(const api::Call& call, const base::Error& error) {
    boost::json::object values;
    values["title"] = words_for(error).heading;
    return refuse(call, error, std::move(values));
}

http::Response refusal_page(const api::Call& call, const base::Error& error,
                            const store::Embed& embed) {
    return refuse(call, error, frame_of(call, embed, words_for(error).heading));
}

}  // namespace pages
