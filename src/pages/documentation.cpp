// GET /docs: the contract for people.
#include <boost/json.hpp>
#include <memory>
#include <stdexcept>

#include "base/embedded_file.hpp"
#include "pages/contract_view.hpp"
#include "pages/handlers.hpp"
#include "pages/page.hpp"

namespace pages {
namespace {

// Made once: the contract is built into the program and never changes.
http::Response make_documentation() {
    for (const base::EmbeddedFile& file : assets::files()) {
        if (file.path != "openapi/openapi.json") continue;
        boost::json::object values = contract_values(boost::json::parse(file.content));
        values["title"] = "API documentation · BookingTMS";
        http::Response response = page(200, "documentation", std::move(values), framed_nowhere());
        response.shared_body = std::make_shared<const std::string>(std::move(response.body));
        return response;
    }
    throw std::logic_error("openapi/openapi.json is not built in");
}

}  // namespace

base::Task<http::Response> get_documentation(api::Call) {
    static const http::Response documentation = make_documentation();
    co_return documentation;
}

}  // namespace pages
