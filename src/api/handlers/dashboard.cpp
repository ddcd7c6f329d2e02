// /v1/dashboard: what an organization sold, earned and filled.
#include "services/dashboard.hpp"

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/reply.hpp"

namespace api::handlers {
// GET /v1/dashboard
base::Task<http::Response> get_dashboard(Call call) {
    std::vector<std::string_view> names = {"period", "venue_id"};
    if (auto error = check_query(call, std::move(names))) co_return problem(call, *error);
    const auto days = read_period(call);
    if (!days) co_return problem(call, days.error());
    const auto venue_id = optional_query_id(call, "venue_id");
    if (!venue_id) co_return problem(call, venue_id.error());
    const auto dashboard =
        co_await services::read_dashboard(call.context, *call.staff, *days, *venue_id);
    if (!dashboard) co_return problem(call, dashboard.error());
    co_return document_reply(200, *dashboard);
}

}  // namespace api::handlers
