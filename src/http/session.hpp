// The conversation on one connection: request, reply, request, reply.
#pragma once

#include <memory>

#include "base/task.hpp"
#include "http/connection.hpp"
#include "http/server.hpp"

namespace http {

// Answers the requests of this connection, one after the other, until one side wants no more.
base::Task<void> serve(std::shared_ptr<Connection> connection,
                       std::shared_ptr<Application> application);

}  // namespace http
