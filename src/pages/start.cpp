// GET /: where to go from here.
#include "pages/handlers.hpp"
#include "pages/page.hpp"

namespace pages {

base::Task<http::Response> get_start(api::Call call) {
    boost::json::object values;
    values["title"] = "BookingTMS";
    values["version"] = call.process->version;
    co_return page(200, "start", std::move(values), framed_nowhere());
}

}  // namespace pages
