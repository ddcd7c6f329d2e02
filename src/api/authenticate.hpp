// Who a request comes from, and whether its route lets them in.
#pragma once

#include "api/call.hpp"
#include "base/error.hpp"

namespace api {

// The user of the access token (Authorization or the cookie btms_access) or the API key of the
// request, with the permission that `access` names (Route::access). In this order: unauthenticated
// and its like (401), csrf_token_invalid, organization_not_found, organization_suspended,
// second_factor_setup_required, permission_denied.
base::Task<base::Result<services::Staff>> admit(Call call, std::string_view access);

}  // namespace api
