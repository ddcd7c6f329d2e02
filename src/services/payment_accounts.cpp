// Stripe's account of an organization. No lock is held while Stripe is asked.
#include "services/payment_accounts.hpp"

#include "outbound/stripe.hpp"
#include "services/sessions.hpp"

namespace services {
namespace {

outbound::StripeCall call_as(const Context& context, std::string account, std::string key) {
    outbound::StripeCall call;
    call.account = std::move(account);
    call.idempotency_key = std::move(key);
    call.deadline = context.deadline;
    call.trace = context.request.trace;
    return call;
}

// The same request for the same organization every time, so that two at once make one account.
base::Task<base::Result<outbound::StripeAccount>> make_account(Context context,
                                                               base::Uuid organization_id) {
    const std::string id = base::to_string(organization_id);
    outbound::StripeMetadata metadata;
    metadata["organization_id"] = id;
    outbound::StripeCall call = call_as(context, "", "account-" + id);
    auto account = co_await context.stripe->create_account(std::move(call), std::move(metadata));
    if (!account) co_return base::fail(outbound::to_error(account.error()));
    co_return std::move(*account);
}

// The account that the organization has after this.
base::Task<base::Result<std::string>> account_for(Context context, Staff staff,
                                                  store::Onboarding onboarding) {
    if (onboarding.account_id.empty()) {
        const auto made = co_await make_account(context, onboarding.organization_id);
        if (!made) co_return base::fail(made.error());
        store::PaymentAccount account = to_payment_account(*made);
        co_return co_await store::attach_payment_account(as_staff(context, staff),
                                                         std::move(account));
    }
    // A webhook that was lost is made good for here.
    outbound::StripeCall call = call_as(context, onboarding.account_id, "");
    const auto known = co_await context.stripe->retrieve_account(std::move(call));
    if (!known) co_return base::fail(outbound::to_error(known.error()));
    store::PaymentAccount account = to_payment_account(*known);
    const auto updated =
        co_await store::update_payment_account(as_engine(context), std::move(account));
    if (!updated) co_return base::fail(updated.error());
    co_return onboarding.account_id;
}

}  // namespace

store::PaymentAccount to_payment_account(const outbound::StripeAccount& account) {
    store::PaymentAccount result;
    result.account_id = account.id;
    result.country = account.country;
    result.charges_enabled = account.charges_enabled;
    result.payouts_enabled = account.payouts_enabled;
    result.details_submitted = account.details_submitted;
    return result;
}

base::Task<base::Result<store::Outcome>> read_payment_account(Context context, Staff staff) {
    co_return co_await store::read_payment_account(as_staff(context, staff));
}

base::Task<base::Result<OnboardingLink>> start_onboarding(Context context, Staff staff) {
    const auto onboarding = co_await store::begin_onboarding(as_staff(context, staff));
    if (!onboarding) co_return base::fail(onboarding.error());
    if (context.stripe == nullptr) {
        co_return base::fail(base::ErrorCode::payment_method_unavailable,
                             "This server is not set up for Stripe.");
    }
    const auto account_id = co_await account_for(context, staff, *onboarding);
    if (!account_id) co_return base::fail(account_id.error());

    outbound::AccountLinkInput input;
    input.account = *account_id;
    input.return_url = context.rules->site_url + "/admin/settings/payments";
    input.refresh_url = input.return_url;
    outbound::StripeCall call = call_as(context, "", "");
    auto link = co_await context.stripe->create_account_link(std::move(call), std::move(input));
    if (!link) co_return base::fail(outbound::to_error(link.error()));
    OnboardingLink result;
    result.url = std::move(link->url);
    result.expires_at = link->expires_at;
    result.account_id = *account_id;
    co_return result;
}

}  // namespace services
