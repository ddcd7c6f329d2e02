// /v1/platform/jobs: the background jobs of all nodes, for the platform's team.
#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/reply.hpp"
#include "services/background_jobs.hpp"

namespace api::handlers {

// GET /v1/platform/jobs
base::Task<http::Response> list_platform_jobs(Call call) {
    if (auto error = check_query(call, std::vector<std::string_view>())) {
        co_return problem(call, *error);
    }
    const auto jobs = co_await services::list_jobs(call.context, *call.staff);
    if (!jobs) co_return problem(call, jobs.error());
    co_return list_reply(*jobs);
}

}  // namespace api::handlers
