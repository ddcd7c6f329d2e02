// The named statements of sql/queries, built into the program.
#pragma once

#include <string_view>

#include "pg/query.hpp"

namespace store {

// The statement of this `-- name:`. Throws std::logic_error where there is none: a fault of the
// program that shows at its start, since every use is a constant of its file.
const pg::Query& query(std::string_view name);

}  // namespace store
