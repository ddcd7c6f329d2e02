// How the program's dependencies are doing.
#include "services/health.hpp"

#include "store/health.hpp"

namespace services {

base::Task<base::Result<double>> ping_database(Context context) {
    store::Context plain;
    plain.database = context.database;
    plain.claims = store::visitor("", context.request);
    plain.deadline = context.deadline;
    const auto begin = std::chrono::steady_clock::now();
    const auto alive = co_await store::ping(plain);
    if (!alive) co_return base::fail(alive.error());
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    co_return took.count();
}

}  // namespace services
