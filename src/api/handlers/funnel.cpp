// How far visitors of an embed come: /v1/embed/{embed_key}/steps/{step}, /v1/embeds/{id}/funnel.
#include "services/funnel.hpp"

#include <algorithm>

#include "api/allowed_domains.hpp"
#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/reply.hpp"

namespace api::handlers {

// POST /v1/embed/{embed_key}/steps/{step}
base::Task<http::Response> count_step(Call call) {
    const std::string& step = call.path_value(1);
    const auto& steps = services::funnel_steps;
    if (std::find(steps.begin(), steps.end(), step) == steps.end()) {
        base::Error error;
        error.code = base::ErrorCode::invalid_field;
        error.detail = "Must be view, date, time, checkout or booked.";
        error.param = "step";
        co_return problem(call, error);
    }
    const auto known = co_await check_embed(call);
    if (!known) co_return problem(call, known.error());
    call.context.funnel->count(call.path_value(0), step);
    co_return empty_reply();
}

// GET /v1/embeds/{id}/funnel
base::Task<http::Response> get_funnel(Call call) {
    std::vector<std::string_view> names = {"period"};
    if (auto error = check_query(call, std::move(names))) co_return problem(call, *error);
    const auto id = read_id(call, 0, base::ErrorCode::embed_not_found);
    if (!id) co_return problem(call, id.error());
    const auto days = read_period(call);
    if (!days) co_return problem(call, days.error());
    const auto funnel = co_await services::read_funnel(call.context, *call.staff, *id, *days);
    if (!funnel) co_return problem(call, funnel.error());
    co_return document_reply(200, *funnel);
}

}  // namespace api::handlers
