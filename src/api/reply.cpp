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

http::Response empty_reply() {
    http::Response response;
    response.status = 204;
    response.set("Cache-Control", "no-store");
    return response;
}

http::Response problem(const Call& call, const base::Error& error) {
    return problem(error, call.context.request);
}

http::Response document_reply(unsigned status, const store::Outcome& outcome) {
    const boost::json::object& document = outcome.value.at("result").as_object();
    http::Response response = json_reply(status, document);
    if (const auto* version = document.if_contains("version")) {
        response.set("ETag", "\"" + std::to_string(version->to_number<std::int64_t>()) + "\"");
    }
    return with_replay_mark(std::move(response), outcome.replayed);
}

http::Response list_reply(const store::Outcome& outcome) {
    boost::json::object list;
    list["object"] = "list";
    list["data"] = outcome.value.at("data");
    list["has_more"] = outcome.value.at("has_more");
    return json_reply(200, list);
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
