// Replies whose bytes are remembered for a while (src/cache): with ETag, X-Cache and Age, and 304
// for who has them already.
#pragma once

#include <optional>
#include <string>

#include "api/call.hpp"
#include "cache/cache.hpp"

namespace api {

// The reply, where it is remembered.
std::optional<http::Response> remembered_reply(const Call& call, cache::Kind kind,
                                               const std::string& key);

// The reply from the database, from then on remembered. `load` gives the body, JSON.
base::Task<http::Response> load_reply(Call call, cache::Kind kind, std::string key,
                                      cache::Cache::Load load);

}  // namespace api
