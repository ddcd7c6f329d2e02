// GET /book/{embed_key}/confirmed/{checkout_id}: what became of a checkout.
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
    values["balance"] = money_in_words(booking.balance_minor, booking.currency);
    values["is_settled"] = booking.balance_minor <= 0;
    values["is_partly_paid"] =
        booking.balance_minor > 0 && booking.balance_minor < booking.total_minor;
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

struct State {
    std::string title;
    std::string text;
};

// A checkout that is no booking, or not yet.
State state_of(const store::Checkout& checkout) {
    const std::string amount = money_in_words(checkout.amount_minor, checkout.currency);
    if (checkout.status == "requires_payment") {
        return {"Your payment is not here yet",
                "Your seats are kept for you, and are booked as soon as " + amount +
                    " has arrived. If you have paid already, wait a moment and look again."};
    }
    if (checkout.status == "returned") {
        return {"Your payment goes back to you",
                "It could not become a booking: your seats were gone when it came, or were paid "
                "already. The whole " +
                    amount + " goes back the way you paid it."};
    }
    if (checkout.status == "failed") {
        return {"The payment did not work", "Nothing was booked, and nothing was charged."};
    }
    return {"The time to pay is over",
            "Nothing was booked. If a payment arrives all the same, you get your seats where they "
            "are still free, and otherwise all your money back."};
}

boost::json::object widget_at(const api::Call& call, const store::Checkout& checkout) {
    boost::json::object widget = widget_of(call);
    widget["checkout"] = base::to_string(checkout.id);
    return widget;
}

http::Response unbooked_page(const api::Call& call, const store::Embed& embed,
                             const store::Checkout& checkout) {
    State state = state_of(checkout);
    boost::json::object values = frame_of(call, embed, state.title);
    values["is_private_address"] = true;
    boost::json::object unbooked;
    unbooked["heading"] = std::move(state.title);
    unbooked["text"] = std::move(state.text);
    unbooked["is_waiting"] = checkout.status == "requires_payment";
    unbooked["amount"] = money_in_words(checkout.amount_minor, checkout.currency);
    unbooked["pay"] = checkout.url;
    values["unbooked"] = std::move(unbooked);
    values["widget"] = widget_at(call, checkout);
    return page(200, "confirmation", std::move(values), framed_by_allowed_domains(call));
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
    if (!checkout->booking) co_return unbooked_page(call, *embed, *checkout);
    const auto zone = domain::TimeZone::find(checkout->booking->time_zone);
    if (!zone) co_return refusal_page(call, zone.error(), *embed);

    boost::json::object values = frame_of(call, *embed, "You are booked");
    values["is_private_address"] = true;
    values["widget"] = widget_at(call, *checkout);
    values["booking"] = booking_values(*checkout->booking, *embed, *zone);
    co_return page(200, "confirmation", std::move(values), framed_by_allowed_domains(call));
}

}  // namespace pages
