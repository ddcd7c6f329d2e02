// Signing in, staying signed in, and signing out.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "services/credentials.hpp"
#include "services/staff.hpp"

namespace services {

// An access token, which every request shows, lives so long.
inline constexpr std::chrono::seconds access_token_seconds{3600};
// A refresh token, which gives the next access token, once. A sign-in ends after 30 days at the
// latest (app.add_sign_in).
inline constexpr std::chrono::seconds refresh_token_seconds{7 * 24 * 3600};

struct SignInInput {
    std::string email;
    std::string password;
    TypedFactor factor;
};

struct SignedIn {
    std::string access_token;
    std::string refresh_token;
    std::string csrf_token;
    boost::json::object user;  // as the API shows it
};

// too_many_attempts | invalid_credentials | organization_suspended | second_factor_required |
// second_factor_invalid. An account that does not exist, was never joined, is deactivated or whose
// organization was deleted is as a wrong password, in time and text.
base::Task<base::Result<SignedIn>> sign_in(Context context, SignInInput input);

// unauthenticated for every token that gives no new one; organization_suspended.
base::Task<base::Result<SignedIn>> refresh_sign_in(Context context, std::string refresh_token);

// Of the signed-in user, their own. permission_denied where a key asks.
base::Task<base::Result<store::Outcome>> list_sign_ins(Context context, Staff staff);
// not_found. Without an id the one of this request.
base::Task<base::Result<store::Outcome>> end_sign_in(Context context, Staff staff,
                                                     std::optional<base::Uuid> id);
base::Task<base::Result<store::Outcome>> end_sign_ins(Context context, Staff staff);

// The account of the signed-in user once more, if this is its password. permission_denied |
// too_many_attempts | invalid_credentials.
base::Task<base::Result<store::Account>> check_password_again(Context context, Staff staff,
                                                              std::string password);

// A new password ends every sign-in of the user and begins a new one. The refusals of
// check_password_again() | password_too_weak at `/new_password`.
base::Task<base::Result<SignedIn>> change_password(Context context, Staff staff,
                                                   std::string current_password,
                                                   std::string new_password);

}  // namespace services
