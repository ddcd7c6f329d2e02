// Replies of the API as handlers make them.
#include "api/reply.hpp"

#include "api/problem.hpp"

namespace api {

http::Response json_reply(unsigned status, const boost::json::object& body) {
    http::Response response;
    response.status = status;
    response.set("Content-Type", "application/json");
    response.set("Cache-Control", "no-store");
    response.body = boost::json::serialize(body);
    return response;
}

http::Response problem(const Call& call, const base::Error& error) {
    return problem(error, call.request_id);
}

http::Response with_replay_mark(http::Response response, bool replayed) {
    if (replayed) response.set("Idempotency-Replayed", "true");
    return response;
}

boost::json::object money_json(std::int64_t minor, const std::string& currency,
                               boost::json::storage_ptr memory) {
    boost::json::object money(std::move(memory));
    money["amount"] = minor;
    money["currency"] = currency;
    return money;
}

}  // namespace api
