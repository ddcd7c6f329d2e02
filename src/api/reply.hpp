// Replies of the API as handlers make them.
#pragma once

#include <boost/json.hpp>

#include "api/call.hpp"
#include "base/error.hpp"
#include "http/message.hpp"
#include "store/outcome.hpp"

namespace api {

// A JSON reply that nobody caches.
http::Response json_reply(unsigned status, const boost::json::object& body);

// Done, and there is nothing to say: 204.
http::Response empty_reply();

// The error as a problem document.
http::Response problem(const Call& call, const base::Error& error);

// The document that an outcome carries as `result`, as the database shaped it; its version is the
// ETag.
http::Response document_reply(unsigned status, const store::Outcome& outcome);

// The list that an outcome carries: `data` and `has_more`.
http::Response list_reply(const store::Outcome& outcome);

// Says that the reply was given before, where it was.
http::Response with_replay_mark(http::Response response, bool replayed);

// In the memory that is given, so that it moves into a document there without a copy.
boost::json::object money_json(std::int64_t minor, const std::string& currency,
                               boost::json::storage_ptr memory = {});

}  // namespace api
