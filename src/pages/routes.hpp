// The pages that the program serves itself, as routes.
#pragma once

#include <span>

#include "api/routes.hpp"

namespace pages {

std::span<const api::Route> routes();

}  // namespace pages
