// Runs one use case from the command line: a lane of its own, one call, and the end.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/limits.hpp"
#include "pg/lane.hpp"
#include "services/context.hpp"

namespace cli {

template <class T>
using UseCase = std::function<base::Task<base::Result<T>>(services::Context)>;

// `database_url` is a migrated database. An exception of the use case comes out of here.
template <class T>
base::Result<T> run_use_case(const std::string& database_url, UseCase<T> use_case) {
    boost::asio::io_context io(1);
    pg::LaneOptions options;
    options.name = "command";
    options.conninfo = database_url;
    pg::Lane lane(io.get_executor(), options);
    lane.start();

    const base::SystemClock clock;
    const services::Rules rules;
    services::Context context;
    context.database.read = &lane;
    context.database.write = &lane;
    context.clock = &clock;
    context.rules = &rules;
    context.deadline = base::deadline_in(base::command_seconds_max);

    base::Result<T> result = base::fail(base::ErrorCode::internal, "The command did not end.");
    std::exception_ptr fault;
    const auto run = [&]() -> base::Task<void> {
        result = co_await use_case(context);
        const base::Deadline soon = base::deadline_in(std::chrono::seconds(1));
        co_await lane.stop(soon);
    };
    boost::asio::co_spawn(io, run(), [&](std::exception_ptr thrown) {
        fault = thrown;
        io.stop();
    });
    io.run();
    if (fault) std::rethrow_exception(fault);
    return result;
}

}  // namespace cli
