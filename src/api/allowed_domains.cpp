// The allowed domains of embeds, from the cache or the database.
#include "api/allowed_domains.hpp"

#include <boost/json.hpp>

#include "api/input.hpp"
#include "cache/cache.hpp"
#include "services/availability.hpp"
#include "services/changes.hpp"

namespace api {
namespace {

base::Task<base::Result<cache::Loaded>> load_domains(services::Context context,
                                                     services::Visitor visitor) {
    const auto allowed = co_await services::read_allowed_domains(context, std::move(visitor));
    if (!allowed) co_return base::fail(allowed.error());
    cache::Loaded loaded;
    loaded.bytes = boost::json::serialize(allowed->domains);
    loaded.rows = {services::organization_row(allowed->organization_id)};
    co_return loaded;
}

base::Task<base::Result<cache::EntryPointer>> find_domains(Call call) {
    const std::string key = "domains " + call.path_value(0);
    if (auto entry = call.context.cache->find(cache::Kind::domains, key)) co_return entry;
    cache::Cache::Load load = [context = call.context, visitor = visitor_of(call)] {
        return load_domains(context, visitor);
    };
    co_return co_await call.context.cache->load(cache::Kind::domains, key, std::move(load),
                                                call.context.deadline);
}

}  // namespace

base::Task<base::Result<std::vector<std::string>>> read_allowed_domains(Call call) {
    const auto found = co_await find_domains(std::move(call));
    if (!found) co_return base::fail(found.error());
    const cache::EntryPointer& entry = *found;
    std::vector<std::string> domains;
    if (entry->refusal) co_return domains;
    const boost::json::value list = boost::json::parse(entry->bytes);
    for (const auto& domain : list.as_array()) domains.emplace_back(domain.as_string());
    co_return domains;
}

base::Task<base::Result<void>> check_embed(Call call) {
    const auto found = co_await find_domains(std::move(call));
    if (!found) co_return base::fail(found.error());
    const cache::EntryPointer& entry = *found;
    if (entry->refusal) co_return base::fail(*entry->refusal, "");
    co_return base::Result<void>();
}

std::string other_origin_of(const Call& call) {
    const auto origin = call.request.header("origin");
    if (!origin) return "";
    const auto authority = origin->find("//");
    const bool is_ours = authority != std::string_view::npos &&
                         origin->substr(authority + 2) == call.request.header("host");
    if (is_ours || *origin == call.context.rules->public_url) return "";
    return std::string(*origin);
}

}  // namespace api
