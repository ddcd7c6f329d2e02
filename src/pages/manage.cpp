// /manage/{token}: a customer's own booking by its signed link, without an account. Each action has
// a step of its own that says what it does before it is done.
#include "services/manage.hpp"

#include "api/input.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "pages/form.hpp"
#include "pages/handlers.hpp"
#include "pages/links.hpp"
#include "pages/manage_view.hpp"
#include "pages/page.hpp"
#include "pages/refusal.hpp"
#include "pages/request_token.hpp"

namespace pages {
namespace {

// The page as it is now. `trouble` is what went wrong just now, if anything.
base::Task<http::Response> managed_page(api::Call call, store::BookingName name, ManageStep step,
                                        std::optional<base::Error> trouble) {
    const auto found = co_await services::read_managed_booking(call.context, name);
    if (!found) co_return refusal_page(call, found.error());
    const auto& booking = found->value.at("result").as_object();
    if (!step.action.empty() && !is_allowed(booking, step.action)) step = ManageStep();

    std::optional<boost::json::array> sessions;
    if (step.action == "reschedule") {
        const auto list =
            co_await services::list_managed_sessions(call.context, name, step.session_id);
        if (!list) co_return refusal_page(call, list.error());
        sessions = list->value.at("data").as_array();
    }
    boost::json::object values =
        manage_values(booking, manage_path(call.path_value(0)), step, sessions);
    values["request"] = new_request_token();
    values["payment_methods"] = offered_methods(call.context, booking);
    if (!trouble) co_return page(200, "manage", std::move(values), framed_nowhere());
    Words words = words_for(*trouble);
    boost::json::object notice;
    notice["heading"] = std::move(words.heading);
    notice["text"] = std::move(words.text);
    values["notice"] = std::move(notice);
    co_return problem_page(call, *trouble, "manage", std::move(values), framed_nowhere());
}

base::Task<http::Response> cancel(api::Call call, store::BookingName name, Form form) {
    ManageStep step;
    step.action = "cancel";
    const auto expected = base::parse_integer(form.text("expected_refund"));
    if (!expected || *expected < 0) {
        co_return refusal_page(call, error_of(base::ErrorCode::invalid_field));
    }
    auto idempotency = idempotency_of("manage-cancel-" + std::string(form.text("request")) + "-" +
                                      base::to_string(name.id) + "-" + std::to_string(*expected));
    const auto cancelled = co_await services::cancel_managed_booking(call.context, name, *expected,
                                                                     std::move(idempotency));
    if (cancelled) co_return see_other(manage_path(call.path_value(0)));
    co_return co_await managed_page(call, name, step, cancelled.error());
}

base::Task<http::Response> reschedule(api::Call call, store::BookingName name, Form form) {
    ManageStep step;
    step.action = "reschedule";
    const auto session_id = base::parse_uuid(form.text("session_id"));
    if (!session_id) co_return refusal_page(call, error_of(base::ErrorCode::invalid_field));
    auto idempotency =
        idempotency_of("manage-reschedule-" + std::string(form.text("request")) + "-" +
                       base::to_string(name.id) + "-" + base::to_string(*session_id));
    const auto moved = co_await services::reschedule_managed_booking(
        call.context, name, *session_id, std::move(idempotency));
    if (moved) co_return see_other(manage_path(call.path_value(0)) + "?done=reschedule");
    co_return co_await managed_page(call, name, step, moved.error());
}

base::Task<http::Response> pay(api::Call call, store::BookingName name, Form form) {
    const std::string method(form.text("payment"));
    auto idempotency = idempotency_of("manage-pay-" + std::string(form.text("request")) + "-" +
                                      base::to_string(name.id) + "-" + base::sha256_hex(method));
    const auto payment =
        co_await services::pay_managed_booking(call.context, name, method, std::move(idempotency));
    if (!payment) co_return co_await managed_page(call, name, ManageStep(), payment.error());
    if (payment->url.starts_with(call.context.rules->site_url + "/")) {
        co_return see_other(payment->url);
    }
    // Browsers follow a form to other sites only where the policy of its page names them; a link is
    // followed everywhere.
    ManageStep step;
    step.action = "pay";
    step.pay_url = payment->url;
    co_return co_await managed_page(call, name, step, std::nullopt);
}

// Whoever has the link has the file, and nobody keeps a copy on the way.
http::Response private_file(std::string type, const std::string& name, std::string content) {
    http::Response response;
    response.set("Content-Type", std::move(type));
    response.set("Content-Disposition", "inline; filename=\"" + name + "\"");
    response.set("Cache-Control", "no-store");
    response.set("X-Content-Type-Options", "nosniff");
    response.body = std::move(content);
    return response;
}

}  // namespace

// GET /manage/{token}
base::Task<http::Response> get_managed_booking(api::Call call) {
    const auto name = services::read_manage_link(call.context, call.path_value(0));
    if (!name) co_return refusal_page(call, name.error());
    ManageStep step;
    step.action = call.request.query_value("step").value_or("");
    step.done = call.request.query_value("done").value_or("");
    step.session_id = base::parse_uuid(call.request.query_value("session_id").value_or(""));
    co_return co_await managed_page(call, *name, step, std::nullopt);
}

// GET /manage/{token}/calendar.ics
base::Task<http::Response> get_managed_calendar(api::Call call) {
    const auto name = services::read_manage_link(call.context, call.path_value(0));
    if (!name) co_return refusal_page(call, name.error());
    std::string link = call.context.rules->site_url + manage_path(call.path_value(0));
    auto file = co_await services::managed_calendar(call.context, *name, std::move(link));
    if (!file) co_return refusal_page(call, file.error());
    co_return private_file("text/calendar; charset=utf-8", "booking.ics", std::move(*file));
}

// GET /manage/{token}/ticket.png
base::Task<http::Response> get_managed_ticket(api::Call call) {
    const auto name = services::read_manage_link(call.context, call.path_value(0));
    if (!name) co_return refusal_page(call, name.error());
    auto picture = co_await services::managed_ticket(call.context, *name);
    if (!picture) co_return refusal_page(call, picture.error());
    co_return private_file("image/png", "ticket.png", std::move(*picture));
}

// POST /manage/{token}
base::Task<http::Response> post_managed_booking(api::Call call) {
    const auto name = services::read_manage_link(call.context, call.path_value(0));
    if (!name) co_return refusal_page(call, name.error());
    const auto form = Form::read(call.request);
    if (!form) co_return refusal_page(call, form.error());
    const std::string_view action = form->text("action");
    if (!is_request_token(form->text("request"))) {
        co_return refusal_page(call, error_of(base::ErrorCode::invalid_field));
    }
    if (action == "cancel") co_return co_await cancel(call, *name, *form);
    if (action == "reschedule") co_return co_await reschedule(call, *name, *form);
    if (action == "pay") co_return co_await pay(call, *name, *form);
    co_return refusal_page(call, error_of(base::ErrorCode::invalid_field));
}

}  // namespace pages
