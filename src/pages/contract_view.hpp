// openapi.json as values for the template of /docs. No I/O.
#pragma once

#include <boost/json.hpp>

namespace pages {

// Version, introduction, operations by tag, schemas and problems. The contract is one of ours:
// what openapi.yaml does not use is not read, and what must be there and is not throws.
boost::json::object contract_values(const boost::json::value& contract);

}  // namespace pages
