// Setting up a second factor, and taking it away.
#include "services/second_factor.hpp"

#include "crypto/sealed.hpp"
#include "crypto/totp.hpp"
#include "services/sign_in.hpp"

namespace services {
namespace {

constexpr std::string_view issuer = "BookingTMS";

// What both changes of a second factor ask for before.
struct Shown {
    store::Account account;
    store::ShownFactor factor;
};

base::Task<base::Result<Shown>> check_both(Context context, Staff staff, std::string password,
                                           TypedFactor typed) {
    auto account = co_await check_password_again(context, staff, std::move(password));
    if (!account) co_return base::fail(std::move(account.error()));
    auto factor = second_factor_of(context, *account, typed);
    if (!factor) co_return base::fail(std::move(factor.error()));
    Shown shown;
    shown.account = std::move(*account);
    shown.factor = std::move(*factor);
    co_return shown;
}

}  // namespace

base::Task<base::Result<NewSecondFactor>> start_second_factor(Context context, Staff staff,
                                                              std::string password) {
    const auto account = co_await check_password_again(context, staff, std::move(password));
    if (!account) co_return base::fail(account.error());
    NewSecondFactor made;
    made.secret = crypto::new_totp_secret();
    made.uri = crypto::totp_uri(issuer, account->email, made.secret);
    std::string sealed =
        crypto::seal(context.keys->totp().front(), made.secret, totp_context(*account->user_id));
    const auto started = co_await store::start_my_second_factor(as_staff(context, staff), *account,
                                                                std::move(sealed));
    if (!started) co_return base::fail(started.error());
    co_return made;
}

base::Task<base::Result<std::vector<std::string>>> confirm_second_factor(Context context,
                                                                         Staff staff,
                                                                         std::string code) {
    const auto account = co_await store::begin_password_check(as_staff(context, staff));
    if (!account) co_return base::fail(account.error());
    if (account->has_second_factor) {
        co_return base::fail(base::ErrorCode::second_factor_exists, "");
    }
    if (!account->totp_sealed) co_return base::fail(base::ErrorCode::second_factor_missing, "");
    const auto step = totp_step_of(context, *account, code);
    if (!step) co_return base::fail(base::ErrorCode::second_factor_invalid, "");
    RecoveryCodes recovery = make_recovery_codes(context);
    const auto confirmed = co_await store::confirm_my_second_factor(
        as_staff(context, staff), *account, *step, std::move(recovery.hashes));
    if (!confirmed) co_return base::fail(confirmed.error());
    co_return std::move(recovery.codes);
}

base::Task<base::Result<void>> remove_second_factor(Context context, Staff staff,
                                                    std::string password, TypedFactor factor) {
    const auto shown = co_await check_both(context, staff, std::move(password), std::move(factor));
    if (!shown) co_return base::fail(shown.error());
    const auto removed = co_await store::change_my_second_factor(
        as_staff(context, staff), shown->account, shown->factor, std::nullopt);
    if (!removed) co_return base::fail(removed.error());
    co_return base::Result<void>();
}

base::Task<base::Result<std::vector<std::string>>> renew_recovery_codes(Context context,
                                                                        Staff staff,
                                                                        std::string password,
                                                                        TypedFactor factor) {
    const auto shown = co_await check_both(context, staff, std::move(password), std::move(factor));
    if (!shown) co_return base::fail(shown.error());
    RecoveryCodes recovery = make_recovery_codes(context);
    const auto renewed = co_await store::change_my_second_factor(
        as_staff(context, staff), shown->account, shown->factor, recovery.hashes);
    if (!renewed) co_return base::fail(renewed.error());
    co_return std::move(recovery.codes);
}

}  // namespace services
