// Payments and refunds.
#include "services/payments.hpp"

#include <stdexcept>

#include "obs/log.hpp"
#include "services/sessions.hpp"
#include "services/tokens.hpp"

namespace services {
namespace {

constexpr int tasks_per_round_max = 50;
// Longer than a round takes, so that nobody asks about a payment that another one is asking about.
constexpr int lease_seconds = 120;
// What providers take to end a payment by themselves once its time is over, and a margin for one
// that cannot be reached: the seats outlive every moment at which it may still be paid.
constexpr int closing_seconds_max = 36 * 60;

void put(boost::json::object& json, const char* name, const std::optional<std::string>& value) {
    if (value) json[name] = *value;
}

void put(boost::json::object& json, const char* name, const std::optional<base::Uuid>& value) {
    if (value) json[name] = base::to_string(*value);
}

boost::json::object to_json(const PaymentEvent& event) {
    boost::json::object json;
    json["provider"] = event.provider;
    json["kind"] = to_string(event.kind);
    put(json, "id", event.id);
    put(json, "account_id", event.account_id);
    put(json, "session_id", event.session_id);
    put(json, "intent_id", event.intent_id);
    put(json, "organization_id", event.organization_id);
    put(json, "payment_id", event.payment_id);
    put(json, "refund_id", event.refund_id);
    put(json, "refund_reference", event.refund_reference);
    put(json, "dispute_id", event.dispute_id);
    if (event.amount_minor) json["amount_minor"] = *event.amount_minor;
    put(json, "currency", event.currency);
    put(json, "reason", event.reason);
    return json;
}

// The provider of a payment of ours; its name comes from our own rows.
base::Result<const PaymentProvider*> provider_of(const Context& context, const std::string& name) {
    const PaymentProvider* provider = context.payments->find(name);
    if (provider == nullptr) {
        base::Error error;
        error.code = base::ErrorCode::payment_provider_unavailable;
        error.cause = "the server is not set up for " + name;
        return base::fail(std::move(error));
    }
    return provider;
}

// What the provider says of an open payment. One that was never opened there, because the program
// ended in between, is opened first: the provider knows it under the same name.
base::Task<base::Result<PaymentEvent>> ask_provider(Context context, store::PaymentTask task) {
    const auto provider = provider_of(context, task.provider);
    if (!provider) co_return base::fail(provider.error());
    if (task.session_id.empty()) {
        const auto url = co_await open_payment(context, task.organization_id, task.id);
        if (!url) co_return base::fail(url.error());
        auto opened =
            co_await store::read_payment_task(as_engine(context), task.organization_id, task.id);
        if (!opened) co_return base::fail(opened.error());
        task = std::move(*opened);
    }
    if (task.is_over) co_return co_await (*provider)->close(context, std::move(task));
    co_return co_await (*provider)->ask(context, std::move(task));
}

PaymentEvent still_open(const store::PaymentTask& task) {
    PaymentEvent event;
    event.provider = task.provider;
    event.kind = PaymentEventKind::still_open;
    event.organization_id = task.organization_id;
    event.payment_id = task.id;
    return event;
}

boost::json::object answer_of(const base::Result<RefundAnswer>& answer) {
    boost::json::object json;
    if (!answer) {
        json["status"] = "unreachable";
        json["error"] = answer.error().cause;
        return json;
    }
    switch (answer->status) {
        case RefundAnswer::Status::succeeded:
            json["status"] = "succeeded";
            break;
        case RefundAnswer::Status::pending:
            json["status"] = "pending";
            break;
        case RefundAnswer::Status::failed:
            json["status"] = "failed";
            json["error"] = answer->reason;
            break;
    }
    if (!answer->provider_refund_id.empty()) {
        json["provider_refund_id"] = answer->provider_refund_id;
    }
    return json;
}

base::Task<base::Result<RefundAnswer>> ask_refund(Context context, store::RefundTask task) {
    const auto provider = provider_of(context, task.payment.provider);
    if (!provider) co_return base::fail(provider.error());
    co_return co_await (*provider)->refund(context, std::move(task));
}

void log_unanswered(const Context& context, std::string_view what, const base::Uuid& id,
                    const base::Error& error) {
    obs::log(obs::Level::warn, "payment_provider_unavailable",
             {{"trace_id", context.request.trace.id},
              {"what", std::string(what)},
              {"id", base::to_string(id)},
              {"cause", error.cause.empty() ? error.detail : error.cause}});
}

}  // namespace

ReturnPages return_pages(const Context& context, const store::PaymentTask& task) {
    ReturnPages pages;
    pages.success_url = task.success_url;
    pages.cancel_url = task.cancel_url;
    if (task.booking_id && pages.success_url.empty()) {
        pages.success_url = manage_url(*context.keys, context.rules->site_url, task.organization_id,
                                       *task.booking_id);
        pages.cancel_url = pages.success_url;
    }
    return pages;
}

std::string_view to_string(PaymentEventKind kind) {
    switch (kind) {
        case PaymentEventKind::paid:
            return "paid";
        case PaymentEventKind::failed:
            return "failed";
        case PaymentEventKind::expired:
            return "expired";
        case PaymentEventKind::still_open:
            return "still_open";
        case PaymentEventKind::refund_succeeded:
            return "refund_succeeded";
        case PaymentEventKind::refund_failed:
            return "refund_failed";
        case PaymentEventKind::dispute_opened:
            return "dispute_opened";
        case PaymentEventKind::dispute_won:
            return "dispute_won";
        case PaymentEventKind::dispute_lost:
            return "dispute_lost";
    }
    throw std::logic_error("no such kind of payment event");
}

int payment_window_seconds(const Rules& rules) {
    return rules.payment_window_minutes * 60;
}

int hold_window_seconds(const Rules& rules) {
    return payment_window_seconds(rules) + closing_seconds_max;
}

base::Task<base::Result<std::string>> apply_payment_event(Context context, PaymentEvent event) {
    auto applied = co_await store::apply_payment_event(as_engine(context), to_json(event));
    if (applied) {
        obs::log(obs::Level::info, "payment_event",
                 {{"trace_id", context.request.trace.id},
                  {"provider", event.provider},
                  {"kind", std::string(to_string(event.kind))},
                  {"result", *applied}});
    }
    co_return applied;
}

base::Task<base::Result<std::string>> open_payment(Context context, base::Uuid organization_id,
                                                   base::Uuid payment_id) {
    const auto task =
        co_await store::read_payment_task(as_engine(context), organization_id, payment_id);
    if (!task) co_return base::fail(task.error());
    if (!task->url.empty() || task->status != "open") co_return task->url;
    const auto provider = provider_of(context, task->provider);
    if (!provider) co_return base::fail(provider.error());
    const auto session = co_await (*provider)->open(context, *task, return_pages(context, *task));
    if (!session) co_return base::fail(session.error());
    const auto attached = co_await store::attach_payment_session(
        as_engine(context), organization_id, payment_id, session->id, session->url);
    if (!attached) co_return base::fail(attached.error());
    co_return session->url;
}

base::Task<base::Result<SettlementRound>> settle_open_payments(Context context) {
    const auto tasks =
        co_await store::take_open_payments(as_engine(context), tasks_per_round_max, lease_seconds);
    if (!tasks) co_return base::fail(tasks.error());
    SettlementRound round;
    round.more = static_cast<int>(tasks->size()) == tasks_per_round_max;
    for (const store::PaymentTask& task : *tasks) {
        ++round.asked;
        auto said = co_await ask_provider(context, task);
        if (!said) {
            ++round.unanswered;
            log_unanswered(context, "payment", task.id, said.error());
            said = still_open(task);
        }
        said->organization_id = task.organization_id;
        said->payment_id = task.id;
        const auto applied = co_await apply_payment_event(context, std::move(*said));
        if (!applied) co_return base::fail(applied.error());
    }
    co_return round;
}

base::Task<base::Result<SettlementRound>> make_due_refunds(Context context) {
    const auto tasks =
        co_await store::take_due_refunds(as_engine(context), tasks_per_round_max, lease_seconds);
    if (!tasks) co_return base::fail(tasks.error());
    SettlementRound round;
    round.more = static_cast<int>(tasks->size()) == tasks_per_round_max;
    for (const store::RefundTask& task : *tasks) {
        ++round.asked;
        const auto answer = co_await ask_refund(context, task);
        if (!answer) {
            ++round.unanswered;
            log_unanswered(context, "refund", task.id, answer.error());
        }
        const auto settled = co_await store::settle_refund(as_engine(context), task.organization_id,
                                                           task.id, answer_of(answer));
        if (!settled) co_return base::fail(settled.error());
    }
    co_return round;
}

base::Task<base::Result<store::Outcome>> read_booking_money(Context context, Staff staff,
                                                            base::Uuid booking_id) {
    co_return co_await store::read_booking_money(as_staff(context, staff), booking_id);
}

base::Task<base::Result<store::Outcome>> refund_booking(Context context, Staff staff,
                                                        base::Uuid booking_id,
                                                        store::RefundOrder order,
                                                        store::Idempotency idempotency) {
    co_return co_await store::refund_booking(as_staff(context, staff), booking_id, std::move(order),
                                             std::move(idempotency));
}

base::Task<base::Result<store::Outcome>> take_venue_payment(
    Context context, Staff staff, base::Uuid booking_id, std::optional<std::int64_t> amount_minor,
    store::Idempotency idempotency) {
    co_return co_await store::take_venue_payment(as_staff(context, staff), booking_id, amount_minor,
                                                 std::move(idempotency));
}

base::Task<base::Result<store::Outcome>> read_payment_settings(Context context, Staff staff) {
    co_return co_await store::read_payment_settings(as_staff(context, staff));
}

base::Task<base::Result<store::Outcome>> update_payment_settings(Context context, Staff staff,
                                                                 std::int64_t expected_version,
                                                                 std::optional<bool> pay_at_venue) {
    co_return co_await store::update_payment_settings(as_staff(context, staff), expected_version,
                                                      pay_at_venue);
}

}  // namespace services
