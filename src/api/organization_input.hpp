// What a new organization is made from, as the API and the command line take it.
#pragma once

#include <boost/json.hpp>

#include "base/error.hpp"
#include "services/organizations.hpp"

namespace api {

// The members of POST /v1/organizations. missing_field | invalid_field | unknown_field.
base::Result<services::OrganizationInput> read_organization(const boost::json::value& body);

}  // namespace api
