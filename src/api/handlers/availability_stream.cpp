// GET /v1/embed/{embed_key}/availability/stream: what changes in the sessions of an activity, as
// server-sent events.
#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/reply.hpp"
#include "services/availability.hpp"
#include "services/session_feed.hpp"

namespace api::handlers {
namespace {

// Between two signs of life: a client that went away is noticed, proxies keep the connection.
constexpr std::chrono::seconds sign_of_life_every{15};

using Watcher = services::SessionFeed::Watcher;

std::string events_of(Watcher& watcher) {
    std::string text;
    if (watcher.missed_some) text += "event: reload\ndata: {}\n\n";
    watcher.missed_some = false;
    for (const std::string& change : watcher.changes) {
        text += "event: session\ndata: " + change + "\n\n";
    }
    watcher.changes.clear();
    return text;
}

base::Task<void> send_changes(std::shared_ptr<Watcher> watcher,
                              std::shared_ptr<http::BodyWriter> writer) {
    watcher->wake = [body = writer.get()] { body->wake(); };
    bool is_open = co_await writer->write("retry: 2000\n\n");
    while (is_open) {
        is_open = co_await writer->idle(sign_of_life_every);
        if (!is_open) break;
        std::string text = events_of(*watcher);
        if (text.empty()) text = ": still here\n\n";
        is_open = co_await writer->write(std::move(text));
    }
    watcher->wake = [] {};  // the writer ends with this producer
}

}  // namespace

base::Task<http::Response> stream_availability(Call call) {
    const auto activity = require_query(call, "activity_id");
    if (!activity) co_return problem(call, activity.error());
    const auto activity_id = base::parse_uuid(*activity);
    if (!activity_id) {
        base::Error error;
        error.code = base::ErrorCode::invalid_field;
        error.detail = "Must be a UUID.";
        error.param = "activity_id";
        co_return problem(call, error);
    }
    if (auto error = check_query(call, {"activity_id"})) co_return problem(call, *error);
    const auto organization_id =
        co_await services::find_activity_organization(call.context, visitor_of(call), *activity_id);
    if (!organization_id) co_return problem(call, organization_id.error());

    auto watcher = std::make_shared<Watcher>();
    watcher->organization_id = *organization_id;
    watcher->activity_id = *activity_id;
    watcher->wake = [] {};
    call.context.feed->watch(watcher);

    http::Response response;
    response.set("Content-Type", "text/event-stream");
    response.set("Cache-Control", "no-store");
    response.stream = [watcher](std::shared_ptr<http::BodyWriter> writer) {
        return send_changes(watcher, std::move(writer));
    };
    co_return response;
}

}  // namespace api::handlers
