// /test-payments/{organization_id}/{payment_id}: where payments of the test provider are made.
#include "api/input.hpp"
#include "pages/form.hpp"
#include "pages/handlers.hpp"
#include "pages/page.hpp"
#include "pages/refusal.hpp"
#include "pages/words.hpp"
#include "services/payments.hpp"
#include "services/test_payments.hpp"

namespace pages {
namespace {

using services::TestPaymentAction;

// payment_not_found: also on a server without the test provider.
base::Task<base::Result<store::PaymentTask>> read_payment(api::Call call) {
    if (call.context.payments->find("test") == nullptr) {
        co_return base::fail(base::ErrorCode::payment_not_found, "");
    }
    const auto organization_id = api::read_id(call, 0, base::ErrorCode::payment_not_found);
    if (!organization_id) co_return base::fail(organization_id.error());
    const auto id = api::read_id(call, 1, base::ErrorCode::payment_not_found);
    if (!id) co_return base::fail(id.error());
    co_return co_await services::read_test_payment(call.context, *organization_id, *id);
}

std::optional<TestPaymentAction> read_action(std::string_view text) {
    if (text == "pay") return TestPaymentAction::pay;
    if (text == "fail") return TestPaymentAction::fail;
    if (text == "pay_too_late") return TestPaymentAction::pay_too_late;
    return std::nullopt;
}

std::string state_in_words(const store::PaymentTask& payment) {
    if (payment.status == "succeeded") return "This payment was made.";
    if (payment.status == "failed") return "This payment failed.";
    return "The time to pay is over.";
}

http::Response payment_page(const api::Call& call, const store::PaymentTask& payment) {
    const auto returns = services::return_pages(call.context, payment);
    boost::json::object values;
    values["title"] = "Test payment";
    values["is_private_address"] = true;
    values["description"] = payment.description;
    values["amount"] = money_in_words(payment.amount_minor, payment.currency);
    values["path"] = call.request.path;
    values["is_open"] = payment.status == "open";
    values["state"] = state_in_words(payment);
    values["back"] = payment.status == "succeeded" ? returns.success_url : returns.cancel_url;
    return page(200, "test_payment", std::move(values), framed_nowhere());
}

// Where the visitor goes next. Browsers follow a form to other sites only where the policy of its
// page allows them by name; the page that is shown again has a link there.
std::string page_after(const api::Call& call, const store::PaymentTask& payment,
                       TestPaymentAction action) {
    services::ReturnPages returns = services::return_pages(call.context, payment);
    std::string next = action == TestPaymentAction::fail ? std::move(returns.cancel_url)
                                                         : std::move(returns.success_url);
    if (next.starts_with(call.context.rules->site_url + "/")) return next;
    return call.request.path;
}

}  // namespace

// GET /test-payments/{organization_id}/{payment_id}
base::Task<http::Response> get_test_payment(api::Call call) {
    const auto payment = co_await read_payment(call);
    if (!payment) co_return refusal_page(call, payment.error());
    co_return payment_page(call, *payment);
}

// POST /test-payments/{organization_id}/{payment_id}
base::Task<http::Response> post_test_payment(api::Call call) {
    const auto form = Form::read(call.request);
    if (!form) co_return refusal_page(call, form.error());
    const auto action = read_action(form->text("action"));
    if (!action) co_return refusal_page(call, error_of(base::ErrorCode::invalid_field));
    const auto payment = co_await read_payment(call);
    if (!payment) co_return refusal_page(call, payment.error());
    // Paid twice, or pressed in an old window: nothing happens, and the page says how it is.
    if (payment->status != "open") co_return payment_page(call, *payment);

    const auto outcome = co_await services::act_on_test_payment(call.context, *payment, *action);
    if (!outcome) co_return refusal_page(call, outcome.error());
    co_return see_other(page_after(call, *payment, *action));
}

}  // namespace pages
