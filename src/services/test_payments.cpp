// The test provider: what it knows of a payment is what our own row says.
#include "services/test_payments.hpp"

#include "services/sessions.hpp"

namespace services {
namespace {

PaymentEvent event_of(const store::PaymentTask& task, PaymentEventKind kind) {
    PaymentEvent event;
    event.provider = "test";
    event.kind = kind;
    event.organization_id = task.organization_id;
    event.payment_id = task.id;
    if (kind == PaymentEventKind::paid) {
        event.amount_minor = task.amount_minor;
        event.currency = task.currency;
    }
    return event;
}

}  // namespace

base::Task<base::Result<PaymentSession>> TestPayments::open(Context context,
                                                            store::PaymentTask task,
                                                            ReturnPages) const {
    PaymentSession session;
    session.id = "test_" + base::to_string(task.id);
    session.url = context.rules->site_url + "/test-payments/" +
                  base::to_string(task.organization_id) + "/" + base::to_string(task.id);
    co_return session;
}

base::Task<base::Result<PaymentEvent>> TestPayments::ask(Context, store::PaymentTask task) const {
    co_return event_of(task, PaymentEventKind::still_open);
}

base::Task<base::Result<PaymentEvent>> TestPayments::close(Context, store::PaymentTask task) const {
    co_return event_of(task, PaymentEventKind::expired);
}

base::Task<base::Result<RefundAnswer>> TestPayments::refund(Context, store::RefundTask task) const {
    RefundAnswer answer;
    answer.status = RefundAnswer::Status::succeeded;
    answer.provider_refund_id = "test_" + base::to_string(task.id);
    co_return answer;
}

base::Task<base::Result<store::PaymentTask>> read_test_payment(Context context,
                                                               base::Uuid organization_id,
                                                               base::Uuid id) {
    auto task = co_await store::read_payment_task(as_engine(context), organization_id, id);
    if (task && task->provider != "test") {
        co_return base::fail(base::ErrorCode::payment_not_found, "");
    }
    co_return task;
}

base::Task<base::Result<std::string>> act_on_test_payment(Context context, store::PaymentTask task,
                                                          TestPaymentAction action) {
    if (action == TestPaymentAction::fail) {
        co_return co_await apply_payment_event(context, event_of(task, PaymentEventKind::failed));
    }
    if (action == TestPaymentAction::pay_too_late) {
        auto expired =
            co_await apply_payment_event(context, event_of(task, PaymentEventKind::expired));
        if (!expired) co_return expired;
    }
    co_return co_await apply_payment_event(context, event_of(task, PaymentEventKind::paid));
}

}  // namespace services
