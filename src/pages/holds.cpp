// Taking seats, and what a visitor does with them.
#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/input.hpp"
#include "base/hash.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "pages/form.hpp"
#include "pages/handlers.hpp"
#include "pages/hold_page.hpp"
#include "pages/links.hpp"
#include "pages/page.hpp"
#include "pages/refusal.hpp"
#include "pages/request_token.hpp"
#include "pages/sessions.hpp"
#include "services/checkouts.hpp"
#include "services/reservations.hpp"

namespace pages {
namespace {

// A double click sends the form twice at the same moment; the second waits for the first this long.
constexpr std::chrono::milliseconds same_request_pause{50};
constexpr int same_request_tries = 20;

struct HoldForm {
    services::ReservationInput input;
    store::Idempotency idempotency;
};

// invalid_field: only a form that our page did not make.
base::Result<HoldForm> read_hold_form(const Form& form) {
    const auto session_id = base::parse_uuid(form.text("session_id"));
    const auto party = base::parse_integer(form.text("party"));
    const std::string request(form.text("request"));
    if (!session_id || !party || *party < 1 || *party > base::spots_max ||
        !is_request_token(request)) {
        return base::fail(base::ErrorCode::invalid_field, "");
    }
    HoldForm hold;
    hold.input.session_id = *session_id;
    hold.input.party_size = static_cast<int>(*party);
    // Another time chosen on the same page, after going back to it, is another request.
    hold.idempotency =
        idempotency_of(request + "-" + base::to_string(*session_id) + "-" + std::to_string(*party));
    return hold;
}

base::Task<base::Result<store::Hold>> hold_once(api::Call call, HoldForm form) {
    auto hold = co_await services::hold_seats(call.context, api::visitor_of(call), form.input,
                                              form.idempotency);
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
    for (int i = 0; i < same_request_tries; ++i) {
        if (hold || hold.error().code != base::ErrorCode::idempotency_key_in_use) break;
        timer.expires_after(same_request_pause);
        co_await timer.async_wait(boost::asio::use_awaitable);
        hold = co_await services::hold_seats(call.context, api::visitor_of(call), form.input,
                                             form.idempotency);
    }
    co_return hold;
}

// The page of the payment, where it is one of ours. Another site's is linked from the page of the
// checkout: browsers follow a form to other sites only where the policy of its page names them, and
// payment pages refuse to stand in the frame that ours may stand in.
std::string next_path(const api::Call& call, const store::Checkout& checkout) {
    if (checkout.status == "requires_payment" &&
        checkout.url.starts_with(call.context.rules->site_url + "/")) {
        return checkout.url;
    }
    return confirmation_path(call.path_value(0), checkout.id);
}

// A hold may be checked out several times, one after the other: with another way of paying, another
// code, or after a payment that was not made. One showing of the form, with what was typed into it,
// is one checkout, so a double press gives one.
store::Idempotency idempotency_of_checkout(const services::CheckoutInput& input,
                                           const std::string& request) {
    const std::string chosen = input.payment + boost::json::serialize(store::to_json(input.order));
    return idempotency_of("checkout-" + request + "-" + base::to_string(input.reservation_id) +
                          "-" + base::sha256_hex(chosen));
}

base::Task<http::Response> confirm(api::Call call, base::Uuid id, Details details,
                                   std::string request) {
    if (!is_request_token(request)) {
        co_return refusal_page(call, error_of(base::ErrorCode::invalid_field));
    }
    auto order = check_details(details);
    if (!order) co_return co_await hold_page(call, id, std::move(details), std::nullopt);

    services::CheckoutInput input;
    input.reservation_id = id;
    input.order = std::move(*order);
    input.payment = details.payment.empty() ? "pay_at_venue" : details.payment;
    auto idempotency = idempotency_of_checkout(input, request);
    const auto checkout = co_await services::check_out(call.context, api::visitor_of(call),
                                                       std::move(input), std::move(idempotency));
    if (checkout) co_return see_other(next_path(call, *checkout));
    if (put_code_fault(details, checkout.error())) {
        co_return co_await hold_page(call, id, std::move(details), std::nullopt);
    }
    co_return co_await hold_page(call, id, std::move(details), checkout.error());
}

// Shows the form again rather than sending the browser there: what was typed stays. A reload sends
// the same request token, which extends nothing twice.
base::Task<http::Response> extend(api::Call call, base::Uuid id, Details details,
                                  std::string request) {
    if (!is_request_token(request)) {
        co_return refusal_page(call, error_of(base::ErrorCode::invalid_field));
    }
    auto idempotency = idempotency_of("extend-" + request + "-" + base::to_string(id));
    const auto extended = co_await services::extend_reservation(call.context, api::visitor_of(call),
                                                                id, std::move(idempotency));
    std::optional<base::Error> trouble;
    if (!extended) trouble = extended.error();
    co_return co_await hold_page(call, id, std::move(details), std::move(trouble));
}

base::Task<http::Response> release(api::Call call, base::Uuid id) {
    const auto released =
        co_await services::release_reservation(call.context, api::visitor_of(call), id);
    if (released) co_return see_other(hold_path(call.path_value(0), id));
    co_return co_await hold_page(call, id, Details(), released.error());
}

}  // namespace

// POST /book/{embed_key}/{activity_id}: holds seats of the chosen session.
base::Task<http::Response> post_session(api::Call call) {
    const auto form = Form::read(call.request);
    if (!form) co_return refusal_page(call, form.error());
    const auto wanted = read_hold_form(*form);
    if (!wanted) co_return refusal_page(call, wanted.error());

    const auto hold = co_await hold_once(call, *wanted);
    if (hold) co_return see_other(hold_path(call.path_value(0), hold->id));
    if (!another_choice_helps(hold.error().code)) co_return refusal_page(call, hold.error());
    const auto activity_id = base::parse_uuid(call.path_value(1)).value_or(base::Uuid());
    co_return co_await sessions_page(call, activity_id, read_wish(call), hold.error());
}

// GET /book/{embed_key}/holds/{id}
base::Task<http::Response> get_hold(api::Call call) {
    const auto id = api::read_id(call, 1, base::ErrorCode::reservation_not_found);
    if (!id) co_return refusal_page(call, id.error());
    co_return co_await hold_page(call, *id, Details(), std::nullopt);
}

// POST /book/{embed_key}/holds/{id}
base::Task<http::Response> post_hold(api::Call call) {
    const auto id = api::read_id(call, 1, base::ErrorCode::reservation_not_found);
    if (!id) co_return refusal_page(call, id.error());
    const auto form = Form::read(call.request);
    if (!form) co_return refusal_page(call, form.error());

    const std::string_view action = form->text("action");
    const std::string request(form->text("request"));
    if (action == "confirm") {
        co_return co_await confirm(call, *id, read_details(*form), request);
    }
    if (action == "apply") {
        co_return co_await hold_page(call, *id, read_details(*form), std::nullopt);
    }
    if (action == "release") co_return co_await release(call, *id);
    if (action == "extend") {
        co_return co_await extend(call, *id, read_details(*form), request);
    }
    co_return refusal_page(call, error_of(base::ErrorCode::invalid_field));
}

}  // namespace pages
