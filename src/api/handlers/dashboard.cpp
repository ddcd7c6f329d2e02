// /v1/dashboard: what an organization sold, earned and filled.
#include "services/dashboard.hpp"

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/reply.hpp"

namespace api::handlers {
namespace {

// How many days the words of `period` mean.
base::Result<int> read_period(const Call& call) {
    const auto period = call.request.query_value("period").value_or("30d");
    if (period == "7d") return 7;
    if (period == "30d") return 30;
    if (period == "90d") return 90;
    return base::fail(base::ErrorCode::invalid_field, "Must be 7d, 30d or 90d.", "period");
}

}  // namespace

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
