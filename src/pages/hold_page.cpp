// The page of a hold.
#include "pages/hold_page.hpp"

#include <algorithm>

#include "api/input.hpp"
#include "base/text.hpp"
#include "domain/time_zone.hpp"
#include "pages/links.hpp"
#include "pages/offer.hpp"
#include "pages/page.hpp"
#include "pages/quote_view.hpp"
#include "pages/refusal.hpp"
#include "pages/request_token.hpp"
#include "pages/sessions.hpp"
#include "pages/words.hpp"
#include "services/availability.hpp"
#include "services/pricing.hpp"
#include "services/reservations.hpp"

namespace pages {
namespace {

// Whole minutes that are left, rounded up: the last one is said as "1 minute".
std::string time_left_in_words(base::Instant until, base::Instant now) {
    const auto left = std::chrono::ceil<std::chrono::minutes>(until - now);
    return duration_in_words(std::max(left, std::chrono::minutes{1}));
}

boost::json::object summary_of(const store::Reservation& hold, const store::Embed& embed,
                               const store::Activity& activity, const domain::TimeZone& zone) {
    const auto start = zone.civil_time(hold.start_time);
    boost::json::object values;
    values["activity"] = activity.name;
    values["venue"] = venue_of(embed, activity).name;
    values["address"] = venue_of(embed, activity).address;
    values["day"] = day_and_year_in_words(std::chrono::floor<std::chrono::days>(start));
    values["start"] = time_in_words(start);
    values["end"] = time_in_words(zone.civil_time(hold.end_time));
    values["party"] = people_in_words(hold.party_size);
    return values;
}

// The day of a hold that has ended, where another time can be chosen.
Wish wish_of(const store::Reservation& hold) {
    Wish wish;
    wish.party = hold.party_size;
    if (const auto zone = domain::TimeZone::find(hold.time_zone)) {
        wish.date = zone->civil_date(hold.start_time);
    }
    return wish;
}

boost::json::object form_values(const api::Call& call, const store::Reservation& hold,
                                const domain::TimeZone& zone, const Details& details) {
    boost::json::object values = details_values(details);
    values["hold_path"] = hold_path(call.path_value(0), hold.id);
    values["held_until"] = time_in_words(zone.civil_time(hold.expires_at));
    values["time_left"] = time_left_in_words(hold.expires_at, call.context.clock->now());
    values["can_extend"] = hold.extensions < call.context.rules->hold_extensions_max;
    values["request"] = new_request_token();
    values["has_codes"] =
        !details.promo_code.typed.empty() || !details.gift_card_code.typed.empty();
    return values;
}

base::Task<base::Result<boost::json::object>> ask_price(api::Call call, base::Uuid hold_id,
                                                        Details details) {
    boost::json::object question;
    question["reservation_id"] = base::to_string(hold_id);
    if (const auto code = code_of(details.promo_code)) question["promo_code"] = *code;
    if (const auto code = code_of(details.gift_card_code)) question["gift_card_code"] = *code;
    if (const auto email = base::normalize_email(details.email.typed)) question["email"] = *email;
    auto quote =
        co_await services::quote_booking(call.context, api::visitor_of(call), std::move(question));
    if (!quote) co_return base::fail(std::move(quote.error()));
    co_return quote->value.at("result").as_object();
}

struct Price {
    Details details;  // with the faults of its codes
    boost::json::object quote;
};

// The price of a hold with the codes that were typed, or without those that are none.
base::Task<base::Result<Price>> price(api::Call call, base::Uuid hold_id, Details details) {
    for (;;) {
        auto quote = co_await ask_price(call, hold_id, details);
        if (quote) {
            Price priced{std::move(details), std::move(*quote)};
            co_return priced;
        }
        if (!put_code_fault(details, quote.error())) co_return base::fail(std::move(quote.error()));
    }
}

http::Response form_page(const api::Call& call, const store::Embed& embed,
                         const store::Reservation& hold, const Price& price,
                         const std::optional<base::Error>& trouble) {
    const Details& details = price.details;
    const store::Activity* activity = find_activity(embed, hold.activity_id);
    if (activity == nullptr) {
        return refusal_page(call, error_of(base::ErrorCode::activity_not_found), embed);
    }
    const auto zone = domain::TimeZone::find(hold.time_zone);
    if (!zone) return refusal_page(call, zone.error(), embed);

    const std::string title = "Your details";
    boost::json::object values =
        frame_of(call, embed, details.has_faults() ? "Error: " + title : title);
    values["heading"] = title;
    values["is_private_address"] = true;
    values["summary"] = summary_of(hold, embed, *activity, *zone);
    values["form"] = form_values(call, hold, *zone, details);
    values["quote"] = quote_values(price.quote);
    values["payment"] = payment_values(embed.payment_methods, details.payment, price.quote);
    if (!trouble) {
        return page(details.has_faults() ? 422 : 200, "hold", std::move(values),
                    framed_by_allowed_domains(call));
    }
    Words words = words_for(*trouble);
    boost::json::object notice;
    notice["heading"] = std::move(words.heading);
    notice["text"] = std::move(words.text);
    values["notice"] = std::move(notice);
    return problem_page(call, *trouble, "hold", std::move(values), framed_by_allowed_domains(call));
}

}  // namespace

base::Task<http::Response> hold_page(api::Call call, base::Uuid reservation_id, Details details,
                                     std::optional<base::Error> trouble) {
    const auto embed = co_await services::read_embed(call.context, api::visitor_of(call));
    if (!embed) co_return refusal_page(call, embed.error());
    const auto hold =
        co_await services::read_reservation(call.context, api::visitor_of(call), reservation_id);
    if (!hold) co_return refusal_page(call, hold.error(), *embed);

    if (hold->status == domain::ReservationStatus::held) {
        const auto priced = co_await price(call, reservation_id, std::move(details));
        if (!priced) co_return refusal_page(call, priced.error(), *embed);
        co_return form_page(call, *embed, *hold, *priced, trouble);
    }
    if (hold->status == domain::ReservationStatus::converted && hold->checkout_id) {
        co_return see_other(confirmation_path(call.path_value(0), *hold->checkout_id));
    }
    const auto ended = hold->status == domain::ReservationStatus::released
                           ? base::ErrorCode::reservation_released
                           : base::ErrorCode::reservation_expired;
    co_return co_await sessions_page(call, hold->activity_id, wish_of(*hold), error_of(ended));
}

}  // namespace pages
