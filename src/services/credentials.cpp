// Passwords and second factors.
#include "services/credentials.hpp"

#include <algorithm>
#include <functional>

#include "crypto/password.hpp"
#include "crypto/sealed.hpp"
#include "crypto/token.hpp"
#include "crypto/totp.hpp"

namespace services {
namespace {

constexpr int recovery_codes_made = 10;

std::string recovery_code_hash(const crypto::Key& key, std::string_view code) {
    return crypto::hmac_sha256_hex(key, code);
}

// The hash that the account has of this code, if it has one.
std::optional<std::string> kept_recovery_code(const Context& context, const store::Account& account,
                                              std::string_view typed) {
    const auto code = crypto::normalize_recovery_code(typed);
    if (!code) return std::nullopt;
    for (const crypto::Key& key : context.keys->totp()) {
        const std::string hash = recovery_code_hash(key, *code);
        for (const std::string& kept : account.recovery_code_hashes) {
            if (crypto::constant_time_equal(kept, hash)) return hash;
        }
    }
    return std::nullopt;
}

std::string sentence_of(crypto::PasswordFault fault) {
    switch (fault) {
        case crypto::PasswordFault::too_short:
            return "A password needs at least " + std::to_string(crypto::password_characters_min) +
                   " characters.";
        case crypto::PasswordFault::too_long:
            return "A password has at most " + std::to_string(crypto::password_bytes_max) +
                   " bytes.";
        case crypto::PasswordFault::not_text:
            return "A password must be text without control characters.";
        case crypto::PasswordFault::pattern:
            return "This password follows a pattern that is guessed first.";
        case crypto::PasswordFault::contains_account:
            return "The password must not contain the email address or the name.";
        case crypto::PasswordFault::common:
            return "This password is among those that are guessed first.";
    }
    return "";
}

}  // namespace

base::Task<base::Result<bool>> password_matches(Context context, std::string password,
                                                std::optional<std::string> hash) {
    const std::function<bool()> work = [password = std::move(password), hash = std::move(hash)] {
        const bool matches = crypto::verify_password(hash ? *hash : crypto::decoy_hash(), password);
        return hash.has_value() && matches;
    };
    co_return co_await context.pool->run(work, context.deadline);
}

base::Task<base::Result<std::string>> hash_of_password(Context context, std::string password) {
    const std::function<std::string()> work = [password = std::move(password)] {
        return crypto::hash_password(password);
    };
    co_return co_await context.pool->run(work, context.deadline);
}

std::optional<base::Error> fault_of_password(std::string_view password, std::string_view email,
                                             std::string_view name, std::string param) {
    const auto fault = crypto::check_password(password, email, name);
    if (!fault) return std::nullopt;
    base::Error error;
    error.code = base::ErrorCode::password_too_weak;
    error.detail = sentence_of(*fault);
    error.param = std::move(param);
    return error;
}

std::string totp_context(const base::Uuid& user_id) {
    return "totp " + base::to_string(user_id);
}

std::optional<std::int64_t> totp_step_of(const Context& context, const store::Account& account,
                                         std::string_view code) {
    if (!account.totp_sealed || !account.user_id) return std::nullopt;
    const auto secret =
        crypto::unseal(context.keys->totp(), *account.totp_sealed, totp_context(*account.user_id));
    if (!secret) return std::nullopt;
    const auto step = crypto::matching_totp_step(*secret, code, context.clock->now());
    if (!step || *step <= account.totp_last_step) return std::nullopt;
    return step;
}

base::Result<store::ShownFactor> second_factor_of(const Context& context,
                                                  const store::Account& account,
                                                  const TypedFactor& typed) {
    store::ShownFactor shown;
    if (!account.has_second_factor) return shown;
    if (typed.code) {
        shown.totp_step = totp_step_of(context, account, *typed.code);
        if (!shown.totp_step) return base::fail(base::ErrorCode::second_factor_invalid, "");
    } else if (typed.recovery_code) {
        shown.recovery_code_hash = kept_recovery_code(context, account, *typed.recovery_code);
        if (!shown.recovery_code_hash) {
            return base::fail(base::ErrorCode::second_factor_invalid, "");
        }
    }
    return shown;
}

RecoveryCodes make_recovery_codes(const Context& context) {
    RecoveryCodes made;
    made.codes = crypto::new_recovery_codes(recovery_codes_made);
    for (const std::string& code : made.codes) {
        made.hashes.push_back(recovery_code_hash(context.keys->totp().front(), code));
    }
    return made;
}

}  // namespace services
