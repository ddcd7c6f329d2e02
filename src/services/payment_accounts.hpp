// The account of an organization at Stripe: made, and told about the business (Connect).
#pragma once

#include <string>

#include "outbound/stripe_objects.hpp"
#include "services/staff.hpp"
#include "store/payment_accounts.hpp"

namespace services {

struct OnboardingLink {
    std::string url;  // opens the account to whoever has it; good once, for minutes
    base::Instant expires_at;
    std::string account_id;
};

// permission_denied | payment_account_not_found.
base::Task<base::Result<store::Outcome>> read_payment_account(Context context, Staff staff);

// Makes the account where there is none, brings what we know of it up to date, and gives the page
// where Stripe asks for what it still has to know. permission_denied | payment_method_unavailable
// (the server has no Stripe key) | payment_provider_unavailable | payment_provider_refused.
base::Task<base::Result<OnboardingLink>> start_onboarding(Context context, Staff staff);

// As the store takes what Stripe says of an account.
store::PaymentAccount to_payment_account(const outbound::StripeAccount& account);

}  // namespace services
