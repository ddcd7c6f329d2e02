// A provider for trying things out: its page has buttons instead of a card
// (src/pages/test_payment.cpp). Servers have it in dev mode, or where an operator turns it on.
#pragma once

#include "services/payment_provider.hpp"

namespace services {

class TestPayments : public PaymentProvider {
public:
    base::Task<base::Result<PaymentSession>> open(Context context, store::PaymentTask task,
                                                  ReturnPages pages) const override;
    base::Task<base::Result<PaymentEvent>> ask(Context context,
                                               store::PaymentTask task) const override;
    base::Task<base::Result<PaymentEvent>> close(Context context,
                                                 store::PaymentTask task) const override;
    base::Task<base::Result<RefundAnswer>> refund(Context context,
                                                  store::RefundTask task) const override;
};

// What a visitor may do on the page.
enum class TestPaymentAction { pay, fail, pay_too_late };

// The payment that the page shows. payment_not_found where it is none of the test provider.
base::Task<base::Result<store::PaymentTask>> read_test_payment(Context context,
                                                               base::Uuid organization_id,
                                                               base::Uuid id);

// Does what the button says. Gives what came of it (app.settlement).
base::Task<base::Result<std::string>> act_on_test_payment(Context context, store::PaymentTask task,
                                                          TestPaymentAction action);

}  // namespace services
