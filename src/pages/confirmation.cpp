// GET /book/{embed_key}/confirmed/{checkout_id}: what was booked.
#include "api/input.hpp"
#include "domain/time_zone.hpp"
#include "pages/handlers.hpp"
#include "pages/links.hpp"
#include "pages/offer.hpp"
#include "pages/page.hpp"
#include "pages/refusal.hpp"
#include "pages/words.hpp"
#include "services/availability.hpp"
#include "services/checkouts.hpp"

namespace pages {
namespace {

boost::json::object booking_values(const store::Booking& booking, const store::Embed& embed,
                                   const domain::TimeZone& zone) {
    const auto start = zone.civil_time(booking.start_time);
    boost::json::object values;
    values["number"] = booking.booking_number;
    values["code"] = booking.confirmation_code;
    values["day"] = day_and_year_in_words(std::chrono::floor<std::chrono::days>(start));
    values["start"] = time_in_words(start);
    values["end"] = time_in_words(zone.civil_time(booking.end_time));
    values["party"] = people_in_words(booking.party_size);
    values["total"] = money_in_words(booking.total_minor, booking.currency);
    values["is_free"] = booking.total_minor == 0;
    values["name"] = booking.customer.first_name + " " + booking.customer.last_name;
    values["email"] = booking.customer.email;
    // An activity that is no longer offered keeps its bookings, but not its place in the embed.
    if (const store::Activity* activity = find_activity(embed, booking.activity_id)) {
        values["activity"] = activity->name;
        values["venue"] = venue_of(embed, *activity).name;
        values["address"] = venue_of(embed, *activity).address;
    }
    return values;
}

}  // namespace

base::Task<http::Response> get_confirmation(api::Call call) {
    const auto id = api::read_id(call, 1, base::ErrorCode::checkout_not_found);
    if (!id) co_return refusal_page(call, id.error());
    const auto embed = co_await services::read_embed(call.context, api::visitor_of(call));
    if (!embed) co_return refusal_page(call, embed.error());
    const auto checkout =
        co_await services::read_checkout(call.context, api::visitor_of(call), *id);
    if (!checkout) co_return refusal_page(call, checkout.error(), *embed);
    if (!checkout->booking) {
        co_return refusal_page(call, error_of(base::ErrorCode::checkout_not_found), *embed);
    }
    const auto zone = domain::TimeZone::find(checkout->booking->time_zone);
    if (!zone) co_return refusal_page(call, zone.error(), *embed);

    boost::json::object values = frame_of(call, *embed, "You are booked");
    values["is_private_address"] = true;
    values["booking"] = booking_values(*checkout->booking, *embed, *zone);
    co_return page(200, "confirmation", std::move(values), Framing::anywhere);
}

}  // namespace pages
