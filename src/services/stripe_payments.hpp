// Stripe as a provider of payments: Checkout Sessions on the organization's own account (Connect,
// direct charges), with the platform's fee.
#pragma once

#include "outbound/stripe.hpp"
#include "services/payment_provider.hpp"

namespace services {

class StripePayments : public PaymentProvider {
public:
    // `stripe` outlives it.
    explicit StripePayments(outbound::Stripe& stripe) : stripe_(stripe) {}

    base::Task<base::Result<PaymentSession>> open(Context context, store::PaymentTask task,
                                                  ReturnPages pages) const override;
    base::Task<base::Result<PaymentEvent>> ask(Context context,
                                               store::PaymentTask task) const override;
    base::Task<base::Result<PaymentEvent>> close(Context context,
                                                 store::PaymentTask task) const override;
    base::Task<base::Result<RefundAnswer>> refund(Context context,
                                                  store::RefundTask task) const override;

private:
    outbound::Stripe& stripe_;
};

}  // namespace services
