// Signing in.
#include "services/sign_in.hpp"

#include "crypto/jwt.hpp"
#include "crypto/password.hpp"
#include "services/tokens.hpp"

namespace services {
namespace {

struct NewSignIn {
    store::NewSignIn kept;
    std::string refresh_token;
};

NewSignIn make_sign_in(const Context& context, const base::Uuid& organization_id) {
    NewRefreshToken refresh = make_refresh_token(context, organization_id);
    NewSignIn made;
    made.kept.sign_in_id = base::new_uuid(context.clock->now());
    made.kept.refresh_token_id = refresh.token.id;
    made.kept.refresh_secret_hash = refresh.token.secret_hash;
    made.refresh_token = std::move(refresh.text);
    return made;
}

// Whose sign-in it is.
struct Whose {
    base::Uuid user_id;
    base::Uuid sign_in_id;
};

SignedIn signed_in(const Context& context, const store::Outcome& outcome, const Whose& whose,
                   std::string refresh_token) {
    crypto::AccessClaims claims;
    claims.user_id = whose.user_id;
    claims.session_id = whose.sign_in_id;
    claims.issued_at = std::chrono::floor<std::chrono::seconds>(context.clock->now());
    claims.expires_at = claims.issued_at + access_token_seconds;
    SignedIn result;
    result.access_token = crypto::sign_access_token(context.keys->access_tokens().front(), claims);
    result.refresh_token = std::move(refresh_token);
    result.csrf_token = csrf_token_of(*context.keys, whose.sign_in_id);
    result.user = outcome.value.at("user").as_object();
    return result;
}

Whose whose_of(const store::Account& account, const NewSignIn& made) {
    Whose whose;
    whose.user_id = *account.user_id;
    whose.sign_in_id = made.kept.sign_in_id;
    return whose;
}

// The refusal of a sign-in, after it was noted. Every refusal takes this way, so that none is
// quicker.
base::Task<base::Result<SignedIn>> refuse(Context context, store::Account account,
                                          base::ErrorCode code) {
    const auto noted = co_await store::refuse_sign_in(as_nobody(context), std::move(account), code);
    if (!noted) co_return base::fail(noted.error());
    co_return base::fail(code, "");
}

// Whether the password is right. Where the pool had no room for the comparison, the attempt was
// none: it does not count against the limits.
base::Task<base::Result<bool>> compare_password(Context context, store::Account account,
                                                std::string password) {
    auto matches = co_await password_matches(context, std::move(password), account.password_hash);
    if (!matches && matches.error().code == base::ErrorCode::overloaded) {
        const auto withdrawn =
            co_await store::withdraw_attempt(as_nobody(context), account.attempt_id);
        if (!withdrawn) co_return base::fail(withdrawn.error());
    }
    co_return matches;
}

// The password anew where it was hashed with other parameters than today's. Nothing where that
// fails: it can wait for the next sign-in.
base::Task<std::optional<std::string>> hash_anew(Context context, store::Account account,
                                                 std::string password) {
    if (!crypto::needs_rehash(*account.password_hash)) co_return std::nullopt;
    auto hash = co_await hash_of_password(context, std::move(password));
    if (!hash) co_return std::nullopt;
    co_return std::move(*hash);
}

}  // namespace

base::Task<base::Result<SignedIn>> sign_in(Context context, SignInInput input) {
    auto account = co_await store::begin_sign_in(as_nobody(context), input.email);
    if (!account) co_return base::fail(std::move(account.error()));
    const auto matches = co_await compare_password(context, *account, input.password);
    if (!matches) co_return base::fail(matches.error());
    if (!*matches) {
        co_return co_await refuse(context, *account, base::ErrorCode::invalid_credentials);
    }
    if (account->refusal) co_return co_await refuse(context, *account, *account->refusal);
    const auto factor = second_factor_of(context, *account, input.factor);
    if (!factor) co_return co_await refuse(context, *account, factor.error().code);

    auto new_hash = co_await hash_anew(context, *account, std::move(input.password));
    NewSignIn made = make_sign_in(context, *account->organization_id);
    const auto finished = co_await store::finish_sign_in(as_nobody(context), *account,
                                                         std::move(new_hash), *factor, made.kept);
    if (!finished) co_return base::fail(finished.error());
    co_return signed_in(context, *finished, whose_of(*account, made),
                        std::move(made.refresh_token));
}

base::Task<base::Result<SignedIn>> refresh_sign_in(Context context, std::string refresh_token) {
    const auto token = parse_refresh_token(refresh_token);
    if (!token) co_return base::fail(base::ErrorCode::unauthenticated, "");
    NewRefreshToken next = make_refresh_token(context, token->organization_id);
    const auto outcome =
        co_await store::refresh_sign_in(as_nobody(context), token->organization_id, token->id,
                                        token->secret_hash, next.token.id, next.token.secret_hash);
    if (!outcome) co_return base::fail(outcome.error());
    Whose whose;
    whose.user_id = store::uuid_at(outcome->value, "user_id");
    whose.sign_in_id = store::uuid_at(outcome->value, "sign_in_id");
    co_return signed_in(context, *outcome, whose, std::move(next.text));
}

base::Task<base::Result<store::Outcome>> list_sign_ins(Context context, Staff staff) {
    co_return co_await store::list_my_sign_ins(as_staff(context, staff));
}

base::Task<base::Result<store::Outcome>> end_sign_in(Context context, Staff staff,
                                                     std::optional<base::Uuid> id) {
    co_return co_await store::end_my_sign_in(as_staff(context, staff), id);
}

base::Task<base::Result<store::Outcome>> end_sign_ins(Context context, Staff staff) {
    co_return co_await store::end_my_sign_ins(as_staff(context, staff));
}

base::Task<base::Result<store::Account>> check_password_again(Context context, Staff staff,
                                                              std::string password) {
    auto account = co_await store::begin_password_check(as_staff(context, staff));
    if (!account) co_return base::fail(std::move(account.error()));
    const auto matches = co_await compare_password(context, *account, std::move(password));
    if (!matches) co_return base::fail(matches.error());
    if (!*matches) co_return base::fail(base::ErrorCode::invalid_credentials, "");
    co_return std::move(*account);
}

base::Task<base::Result<SignedIn>> change_password(Context context, Staff staff,
                                                   std::string current_password,
                                                   std::string new_password) {
    auto account = co_await check_password_again(context, staff, std::move(current_password));
    if (!account) co_return base::fail(std::move(account.error()));
    if (auto fault = fault_of_password(new_password, account->email,
                                       account->full_name.value_or(""), "/new_password")) {
        co_return base::fail(std::move(*fault));
    }
    auto hash = co_await hash_of_password(context, std::move(new_password));
    if (!hash) co_return base::fail(std::move(hash.error()));
    NewSignIn made = make_sign_in(context, *account->organization_id);
    const auto changed = co_await store::change_my_password(as_staff(context, staff), *account,
                                                            std::move(*hash), made.kept);
    if (!changed) co_return base::fail(changed.error());
    co_return signed_in(context, *changed, whose_of(*account, made), std::move(made.refresh_token));
}

}  // namespace services
