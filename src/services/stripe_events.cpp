// From Stripe's event to a payment or an account of ours.
#include "services/stripe_events.hpp"

#include "obs/log.hpp"
#include "outbound/stripe_webhook.hpp"
#include "services/payment_accounts.hpp"
#include "services/payment_events.hpp"
#include "services/sessions.hpp"

namespace services {
namespace {

using Kind = outbound::StripeEvent::Kind;

std::optional<std::string> unless_empty(std::string text) {
    if (text.empty()) return std::nullopt;
    return text;
}

std::optional<base::Uuid> uuid_in(const outbound::StripeMetadata& metadata, const char* name) {
    const auto found = metadata.find(name);
    return found == metadata.end() ? std::nullopt : base::parse_uuid(found->second);
}

// Nothing where the event is not about a payment.
std::optional<PaymentEventKind> payment_kind_of(Kind kind) {
    switch (kind) {
        case Kind::paid:
            return PaymentEventKind::paid;
        case Kind::failed:
            return PaymentEventKind::failed;
        case Kind::expired:
            return PaymentEventKind::expired;
        case Kind::refund_succeeded:
            return PaymentEventKind::refund_succeeded;
        case Kind::refund_failed:
            return PaymentEventKind::refund_failed;
        case Kind::dispute_opened:
            return PaymentEventKind::dispute_opened;
        case Kind::dispute_won:
            return PaymentEventKind::dispute_won;
        case Kind::dispute_lost:
            return PaymentEventKind::dispute_lost;
        case Kind::account_changed:
        case Kind::ignored:
            break;
    }
    return std::nullopt;
}

PaymentEvent payment_event_of(outbound::StripeEvent event, PaymentEventKind kind) {
    PaymentEvent result;
    result.provider = "stripe";
    result.kind = kind;
    result.organization_id = uuid_in(event.metadata, "organization_id");
    result.payment_id = uuid_in(event.metadata, "payment_id");
    result.refund_reference = uuid_in(event.metadata, "refund_id");
    result.id = std::move(event.id);
    result.account_id = unless_empty(std::move(event.account));
    result.session_id = unless_empty(std::move(event.session_id));
    result.intent_id = unless_empty(std::move(event.payment_intent_id));
    result.refund_id = unless_empty(std::move(event.refund_id));
    result.dispute_id = unless_empty(std::move(event.dispute_id));
    result.amount_minor = event.amount_minor;
    result.currency = unless_empty(std::move(event.currency));
    result.reason = unless_empty(std::move(event.reason));
    return result;
}

}  // namespace

base::Task<base::Result<void>> receive_stripe_event(Context context, std::string payload,
                                                    std::string signature) {
    const StripeWebhookRules& rules = context.rules->stripe_webhooks;
    if (!outbound::is_signed_by_stripe(payload, signature, rules.secrets, context.clock->now(),
                                       rules.tolerance)) {
        co_return base::fail(base::ErrorCode::invalid_signature, "");
    }
    auto event = outbound::read_stripe_event(payload);
    if (!event) co_return base::fail(event.error());
    if (event->changed_account) {
        store::PaymentAccount account = to_payment_account(*event->changed_account);
        co_return co_await store::update_payment_account(as_engine(context), std::move(account));
    }
    const auto kind = payment_kind_of(event->kind);
    if (!kind) co_return base::Result<void>();
    const std::string id = event->id;
    const std::string said(outbound::to_string(event->kind));
    PaymentEvent payment_event = payment_event_of(std::move(*event), *kind);
    const auto applied = co_await apply_payment_event(context, std::move(payment_event));
    if (!applied) co_return base::fail(applied.error());
    obs::log(obs::Level::info, "stripe_event_applied",
             {{"trace_id", context.request.trace.id},
              {"event_id", id},
              {"kind", said},
              {"result", *applied}});
    co_return base::Result<void>();
}

}  // namespace services
