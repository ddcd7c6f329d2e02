// Who a request comes from, and whether its route lets them in.
#pragma once

#include "api/call.hpp"
#include "base/error.hpp"

namespace api {

// True where finding out who asks takes a look into the database before anything is known of them.
bool shows_api_key(const http::Request& request);

// The user of the access token (Authorization or the cookie btms_access) or the API key of the
// request. In this order: unauthenticated and its like (401), csrf_token_invalid,
// organization_not_found.
base::Task<base::Result<services::Staff>> identify(Call call);

// Whether they have the permission that `access` names (Route::access). In this order:
// organization_suspended, second_factor_setup_required, permission_denied.
base::Task<base::Result<void>> admit(Call call, services::Staff staff, std::string_view access);

}  // namespace api
