// One request on its way through the program: what arrived, what the route says about it, and what
// a use case needs. Passed by value, so that no coroutine keeps a reference.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "base/task.hpp"
#include "http/message.hpp"
#include "services/health.hpp"
#include "services/staff.hpp"

namespace api {

// What the process can say of itself; lives as long as the server.
struct Process {
    std::string version;
    base::Instant started_at;
    // Told to stop: still answers, but no new requests should be sent here.
    const std::atomic<bool>* is_draining = nullptr;
    const services::HealthBoard* health = nullptr;
};

struct Call {
    http::Request request;
    std::vector<std::string> path_values;  // of the route's {parameters}, in order
    services::Context context;
    std::string client_address;
    const Process* process = nullptr;
    // Who asks, on every route that is not open.
    std::optional<services::Staff> staff;
    // On routes of an embed: the sites that may show it (domain/sites.hpp); none is every site.
    std::vector<std::string> allowed_domains;

    const std::string& path_value(std::size_t index) const { return path_values.at(index); }
};

using Handler = base::Task<http::Response> (*)(Call);

}  // namespace api
