// Reading what a request brings: body, query, path ids, Idempotency-Key. Faults come in the order
// that openapi.yaml promises.
#pragma once

#include <boost/json.hpp>
#include <string_view>
#include <vector>

#include "api/call.hpp"
#include "base/error.hpp"
#include "base/fields.hpp"
#include "base/ids.hpp"
#include "store/checkouts.hpp"

namespace api {

// The body as a JSON value. unsupported_media_type | malformed_json. An absent body is {} where
// `body_optional`.
base::Result<boost::json::value> read_json(const Call& call, bool body_optional = false);

// For an operation that takes no members: no body, or {}. unsupported_media_type | malformed_json |
// unknown_field.
base::Result<void> read_empty_body(const Call& call);

// The id in the path; text that is no UUID names nothing, so it is `not_found`.
base::Result<base::Uuid> read_id(const Call& call, std::size_t index, base::ErrorCode not_found);

// unknown_field for a query parameter that is not in `known`, invalid_field for one that comes
// twice.
std::optional<base::Error> check_query(const Call& call, std::vector<std::string_view> known);

// The parameter's text. missing_field.
base::Result<std::string> require_query(const Call& call, std::string_view name);

// The key with the fingerprint of this request (method, path, body). idempotency_key_invalid;
// idempotency_key_required where one must be there.
base::Result<store::Idempotency> read_idempotency(const Call& call, bool required);

// Which part of a list is asked for: `limit` (1 to 100, 20 unless given) and `starting_after`, the
// id of the last one that was seen.
struct Page {
    int limit = 0;
    std::optional<base::Uuid> starting_after;
};

// `limit` alone, after check_query() with the other names in `known`. invalid_field, unknown_field.
base::Result<int> read_limit(const Call& call, std::vector<std::string_view> known);

// How many days the words of `period` (7d, 30d, 90d) mean; 30 unless given. invalid_field.
base::Result<int> read_period(const Call& call);

// The page, after check_query() with the names in `filters` besides. invalid_field, unknown_field.
base::Result<Page> read_page(const Call& call, std::vector<std::string_view> filters);

// A filter's text, nothing where it is absent or empty; invalid_field beyond so many characters.
base::Result<std::optional<std::string>> optional_query(const Call& call, std::string_view name,
                                                        std::size_t characters_max);
base::Result<std::optional<base::Uuid>> optional_query_id(const Call& call, std::string_view name);

// What `q` asks to search for, trimmed, nothing where it is absent. invalid_field.
base::Result<std::optional<std::string>> read_search(const Call& call);

// The version in If-Match, which every edit needs: "3" in quotes, as ETag gave it.
// precondition_required; invalid_field where it is no version.
base::Result<std::int64_t> read_expected_version(const Call& call);

// The member `customer` of a body: who books.
store::Contact read_contact(base::Fields& fields);

// The visitor of an embed's path: /v1/embed/{embed_key}/... An IPv6 address counts as its /64.
services::Visitor visitor_of(const Call& call);

}  // namespace api
