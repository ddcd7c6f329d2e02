// Signing in and what guards an account. sql/functions/63_sign_in.sql.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "store/context.hpp"
#include "store/outcome.hpp"

namespace store {

// What a password and a code are compared with. Members are missing where there is no such user or
// no password yet, so that both cost the same.
struct Account {
    std::int64_t attempt_id = 0;
    std::string email;
    std::optional<base::Uuid> organization_id;
    std::optional<base::Uuid> user_id;
    std::optional<std::string> full_name;
    std::optional<std::string> password_hash;
    std::optional<std::string> totp_sealed;  // also one that was never confirmed
    bool has_second_factor = false;
    std::int64_t totp_last_step = 0;
    std::vector<std::string> recovery_code_hashes;
    // What the right password is answered with where the user may not come in.
    std::optional<base::ErrorCode> refusal;
};

// Counts the attempt and gives the account. too_many_attempts.
base::Task<base::Result<Account>> begin_sign_in(Context context, std::string email);
// The account of the signed-in user, likewise counted. permission_denied (a key) |
// too_many_attempts.
base::Task<base::Result<Account>> begin_password_check(Context context);

// Takes back an attempt whose password was not compared: it does not count.
base::Task<base::Result<Outcome>> withdraw_attempt(Context context, std::int64_t attempt_id);

// Notes a sign-in that was refused for this reason.
base::Task<base::Result<Outcome>> refuse_sign_in(Context context, Account account,
                                                 base::ErrorCode reason);

// Made by the caller: the ids of a sign-in and its first refresh token, and what is kept of that.
struct NewSignIn {
    base::Uuid sign_in_id;
    base::Uuid refresh_token_id;
    std::string refresh_secret_hash;
};

// A second factor that was found right: the time step of a code, or a recovery code's hash.
struct ShownFactor {
    std::optional<std::int64_t> totp_step;
    std::optional<std::string> recovery_code_hash;
};

// Signs in whoever showed what `account` asks for; `new_hash` where the password was hashed anew.
// invalid_credentials | organization_suspended | second_factor_required | second_factor_invalid.
base::Task<base::Result<Outcome>> finish_sign_in(Context context, Account account,
                                                 std::optional<std::string> new_hash,
                                                 ShownFactor factor, NewSignIn sign_in);

// The next refresh token for this one, of which the secret's hash is known. unauthenticated |
// organization_suspended.
base::Task<base::Result<Outcome>> refresh_sign_in(Context context, base::Uuid organization_id,
                                                  base::Uuid token_id, std::string secret_hash,
                                                  base::Uuid new_token_id,
                                                  std::string new_secret_hash);

// Of the signed-in user. permission_denied (a key); not_found where there is no such sign-in.
base::Task<base::Result<Outcome>> list_my_sign_ins(Context context);
base::Task<base::Result<Outcome>> end_my_sign_in(Context context, std::optional<base::Uuid> id);
base::Task<base::Result<Outcome>> end_my_sign_ins(Context context);

// Changes of the signed-in user whose password was right. All: invalid_credentials where it was
// changed meanwhile.
base::Task<base::Result<Outcome>> change_my_password(Context context, Account account,
                                                     std::string new_hash, NewSignIn sign_in);
// second_factor_exists.
base::Task<base::Result<Outcome>> start_my_second_factor(Context context, Account account,
                                                         std::string totp_sealed);
// second_factor_exists | second_factor_missing | second_factor_invalid.
base::Task<base::Result<Outcome>> confirm_my_second_factor(
    Context context, Account account, std::int64_t totp_step,
    std::vector<std::string> recovery_code_hashes);
// New recovery codes, or without any the end of the second factor. second_factor_missing |
// second_factor_required | second_factor_invalid.
base::Task<base::Result<Outcome>> change_my_second_factor(
    Context context, Account account, ShownFactor factor,
    std::optional<std::vector<std::string>> recovery_code_hashes);

// Notes that somebody forgot the password of this address. too_many_attempts.
base::Task<base::Result<Outcome>> request_password_reset(Context context, std::string email);

// Forgets attempts, sign-ins, links and mails that say nothing any more, at most `rows_max` of
// each. How many went of that of which most went. For the engine.
base::Task<base::Result<std::int64_t>> forget_sign_ins(Context context, int rows_max);

}  // namespace store
