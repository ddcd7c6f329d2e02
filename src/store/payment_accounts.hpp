// The accounts at a payment provider that the money of organizations goes to.
// sql/functions/57_payment_accounts.sql.
#pragma once

#include <optional>
#include <string>

#include "store/context.hpp"
#include "store/outcome.hpp"

namespace store {

// What the provider says of an account.
struct PaymentAccount {
    std::string account_id;
    std::string country;  // empty: it does not say
    bool charges_enabled = false;
    bool payouts_enabled = false;
    bool details_submitted = false;
};

struct Onboarding {
    base::Uuid organization_id;
    std::string account_id;  // empty: it has none yet
};

// permission_denied | payment_account_not_found.
base::Task<base::Result<Outcome>> read_payment_account(Context context);

// permission_denied.
base::Task<base::Result<Onboarding>> begin_onboarding(Context context);

// The account that stands: the first one that was attached. permission_denied.
base::Task<base::Result<std::string>> attach_payment_account(Context context,
                                                             PaymentAccount account);

base::Task<base::Result<void>> update_payment_account(Context context, PaymentAccount account);

}  // namespace store
