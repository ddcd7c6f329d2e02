// Remembered bytes as replies.
#include "api/remembered.hpp"

#include "api/reply.hpp"
#include "base/text.hpp"

namespace api {
namespace {

// RFC 9110 section 13.1.2: any of the list, weak or not.
bool is_known_to(const http::Request& request, std::string_view etag) {
    const auto header = request.header("if-none-match");
    if (!header) return false;
    if (base::trim(*header) == "*") return true;
    for (std::string_view known : base::split_list(*header)) {
        if (known.starts_with("W/")) known.remove_prefix(2);
        if (known == etag) return true;
    }
    return false;
}

http::Response reply_of(const Call& call, const cache::EntryPointer& entry, bool is_hit) {
    if (entry->refusal) {
        base::Error error;
        error.code = *entry->refusal;
        return problem(call, error);
    }
    http::Response response;
    response.headers.reserve(7);
    if (is_known_to(call.request, entry->etag)) {
        response.status = 304;
    } else {
        response.set("Content-Type", "application/json");
        // The body stays where it is remembered, and lives as long as the reply.
        response.shared_body = std::shared_ptr<const std::string>(entry, &entry->bytes);
    }
    // Whoever keeps it asks each time whether it still holds.
    response.set("Cache-Control", "no-cache");
    response.set("ETag", entry->etag);
    response.set("X-Cache", is_hit ? "HIT" : "MISS");
    if (is_hit) {
        const auto age = call.context.clock->now() - entry->made_at;
        const auto seconds = std::chrono::floor<std::chrono::seconds>(age).count();
        response.set("Age", std::to_string(std::max<std::int64_t>(seconds, 0)));
    }
    return response;
}

}  // namespace

std::optional<http::Response> remembered_reply(const Call& call, cache::Kind kind,
                                               const std::string& key) {
    const cache::EntryPointer entry = call.context.cache->find(kind, key);
    if (!entry) return std::nullopt;
    return reply_of(call, entry, true);
}

base::Task<http::Response> load_reply(Call call, cache::Kind kind, std::string key,
                                      cache::Cache::Load load) {
    const auto entry = co_await call.context.cache->load(kind, std::move(key), std::move(load),
                                                         call.context.deadline);
    if (!entry) co_return problem(call, entry.error());
    co_return reply_of(call, *entry, false);
}

}  // namespace api
