// Every page: read this first.
#include "pages/routes.hpp"

namespace pages {

std::span<const api::Route> routes() { return {}; }

}  // namespace pages
