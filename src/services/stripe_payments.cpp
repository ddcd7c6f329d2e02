// Stripe as a provider of payments.
#include "services/stripe_payments.hpp"

namespace services {
namespace {

// Stripe keeps a session open for 30 minutes at least. It is told a moment that follows from the
// payment alone, so that a repeated request is the same request; we end it when our own time is
// over.
constexpr std::chrono::minutes stripe_session_minutes_max{31};

outbound::StripeCall call_for(const Context& context, const store::PaymentTask& task,
                              std::string idempotency_key) {
    outbound::StripeCall call;
    call.account = task.account_id;
    call.idempotency_key = std::move(idempotency_key);
    call.deadline = context.deadline;
    call.trace = context.request.trace;
    return call;
}

outbound::StripeMetadata metadata_of(const store::PaymentTask& task) {
    return {{"organization_id", base::to_string(task.organization_id)},
            {"payment_id", base::to_string(task.id)}};
}

PaymentEvent event_of(const store::PaymentTask& task, const outbound::CheckoutSession& session) {
    PaymentEvent event;
    event.provider = "stripe";
    event.session_id = session.id;
    event.organization_id = task.organization_id;
    event.payment_id = task.id;
    if (!session.payment_intent_id.empty()) event.intent_id = session.payment_intent_id;
    event.kind = PaymentEventKind::still_open;
    if (session.status == "expired") event.kind = PaymentEventKind::expired;
    // Complete and not paid yet: the customer's bank has not decided.
    if (session.status == "complete" && session.payment_status != "unpaid") {
        event.kind = PaymentEventKind::paid;
        event.amount_minor = session.amount_minor;
        event.currency = session.currency;
    }
    return event;
}

// Nothing was opened at Stripe, and nothing can be any more.
PaymentEvent never_opened(const store::PaymentTask& task) {
    PaymentEvent event;
    event.provider = "stripe";
    event.kind = PaymentEventKind::expired;
    event.organization_id = task.organization_id;
    event.payment_id = task.id;
    return event;
}

// The refund that we made before, without an id where there is none: Stripe forgets idempotency
// keys after a day, and a refund may be tried for longer.
base::Task<outbound::StripeResult<outbound::StripeRefund>> find_refund(
    outbound::Stripe* stripe, outbound::StripeCall call, std::string payment_intent_id,
    base::Uuid refund_id) {
    call.idempotency_key.clear();
    auto refunds = co_await stripe->list_refunds(std::move(call), std::move(payment_intent_id));
    if (!refunds) co_return tl::unexpected(std::move(refunds.error()));
    for (auto& refund : *refunds) {
        const auto named = refund.metadata.find("refund_id");
        if (named == refund.metadata.end()) continue;
        if (named->second == base::to_string(refund_id)) co_return std::move(refund);
    }
    co_return outbound::StripeRefund();
}

}  // namespace

base::Task<base::Result<PaymentSession>> StripePayments::open(Context context,
                                                              store::PaymentTask task,
                                                              ReturnPages pages) const {
    outbound::CheckoutSessionInput input;
    input.amount_minor = task.amount_minor;
    input.currency = task.currency;
    input.description = task.description;
    input.application_fee_minor = task.application_fee_minor;
    input.success_url = std::move(pages.success_url);
    input.cancel_url = std::move(pages.cancel_url);
    input.client_reference_id = base::to_string(task.id);
    input.customer_email = task.email;
    input.expires_at = task.expires_at + stripe_session_minutes_max;
    input.metadata = metadata_of(task);
    outbound::StripeCall call = call_for(context, task, "payment-" + base::to_string(task.id));
    const auto session =
        co_await stripe_.create_checkout_session(std::move(call), std::move(input));
    if (!session) co_return base::fail(outbound::to_error(session.error()));
    PaymentSession opened;
    opened.id = session->id;
    opened.url = session->url;
    co_return opened;
}

base::Task<base::Result<PaymentEvent>> StripePayments::ask(Context context,
                                                           store::PaymentTask task) const {
    outbound::StripeCall call = call_for(context, task, "");
    const auto session =
        co_await stripe_.retrieve_checkout_session(std::move(call), task.session_id);
    if (!session) co_return base::fail(outbound::to_error(session.error()));
    co_return event_of(task, *session);
}

base::Task<base::Result<PaymentEvent>> StripePayments::close(Context context,
                                                             store::PaymentTask task) const {
    if (task.session_id.empty()) co_return never_opened(task);
    outbound::StripeCall call = call_for(context, task, "close-" + base::to_string(task.id));
    const auto session = co_await stripe_.expire_checkout_session(std::move(call), task.session_id);
    if (session) co_return event_of(task, *session);
    // It is over already, one way or the other.
    if (session.error().kind == outbound::StripeError::Kind::invalid_request) {
        co_return co_await ask(context, std::move(task));
    }
    co_return base::fail(outbound::to_error(session.error()));
}

base::Task<base::Result<RefundAnswer>> StripePayments::refund(Context context,
                                                              store::RefundTask task) const {
    outbound::RefundInput input;
    input.payment_intent_id = task.payment.intent_id;
    input.amount_minor = task.amount_minor;
    input.refund_application_fee = task.payment.application_fee_minor > 0;
    input.metadata = metadata_of(task.payment);
    input.metadata["refund_id"] = base::to_string(task.id);
    outbound::StripeCall call =
        call_for(context, task.payment, "refund-" + base::to_string(task.id));
    auto refund = co_await find_refund(&stripe_, call, input.payment_intent_id, task.id);
    if (refund && refund->id.empty()) {
        refund = co_await stripe_.create_refund(std::move(call), std::move(input));
    }
    RefundAnswer answer;
    if (!refund) {
        if (refund.error().kind != outbound::StripeError::Kind::invalid_request) {
            co_return base::fail(outbound::to_error(refund.error()));
        }
        answer.status = RefundAnswer::Status::failed;
        answer.reason = refund.error().code.empty() ? refund.error().detail : refund.error().code;
        co_return answer;
    }
    answer.provider_refund_id = refund->id;
    answer.reason = refund->failure_reason;
    if (refund->status == "succeeded") answer.status = RefundAnswer::Status::succeeded;
    if (refund->status == "failed" || refund->status == "canceled") {
        answer.status = RefundAnswer::Status::failed;
    }
    co_return answer;
}

}  // namespace services
