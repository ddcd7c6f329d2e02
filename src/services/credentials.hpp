// What people and browsers show to be let in: passwords, second factors, refresh tokens and
// one-time links, as texts and as what is kept of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/context.hpp"
#include "store/sign_in.hpp"

namespace services {

// Compares on the blocking pool, as long where there is no hash. overloaded where the pool is full.
base::Task<base::Result<bool>> password_matches(Context context, std::string password,
                                                std::optional<std::string> hash);

// On the blocking pool. overloaded.
base::Task<base::Result<std::string>> hash_of_password(Context context, std::string password);

// password_too_weak with the reason, for a password that somebody chooses; `param` is its field.
std::optional<base::Error> fault_of_password(std::string_view password, std::string_view email,
                                             std::string_view name, std::string param);

// What was typed as the second factor, at most one of both.
struct TypedFactor {
    std::optional<std::string> code;
    std::optional<std::string> recovery_code;
};

// The second factor that fits the account; empty where nothing was typed. second_factor_invalid.
base::Result<store::ShownFactor> second_factor_of(const Context& context,
                                                  const store::Account& account,
                                                  const TypedFactor& typed);

// The step of a code of the account's secret, confirmed or not. nullopt: wrong.
std::optional<std::int64_t> totp_step_of(const Context& context, const store::Account& account,
                                         std::string_view code);

// What the secret of a second factor is sealed for, so that it opens in this account only.
std::string totp_context(const base::Uuid& user_id);

// New recovery codes, and what is kept of them.
struct RecoveryCodes {
    std::vector<std::string> codes;
    std::vector<std::string> hashes;
};
RecoveryCodes make_recovery_codes(const Context& context);

}  // namespace services
