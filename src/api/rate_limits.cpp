// Which limit a request falls under, and the books where that is counted.
#include "api/rate_limits.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/networks.hpp"

namespace api {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;
using Kind = RateCharge::Kind;

constexpr std::size_t kind_count = static_cast<std::size_t>(Kind::identity) + 1;

// The same rule as RateTable::take(), by the clock of Redis, which all nodes have in common. Lua
// would write so large a number with an exponent, hence the format.
constexpr std::string_view take_script = R"(
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local taken, whole = tonumber(ARGV[1]), tonumber(ARGV[2])
local back_at = tonumber(redis.call('GET', KEYS[1]) or now)
local busy = math.max(back_at - now, 0)
if busy + taken > whole then return {0, busy} end
busy = busy + taken
redis.call('SET', KEYS[1], string.format('%.0f', now + busy), 'PX', math.ceil(busy / 1000))
return {1, busy}
)";

constexpr std::string_view name_of(Kind kind) {
    switch (kind) {
        case Kind::visitor:
            return "visitor";
        case Kind::holds:
            return "holds";
        case Kind::checkouts:
            return "checkouts";
        case Kind::sign_in:
            return "sign_in";
        case Kind::webhook:
            return "webhook";
        case Kind::unknown_credentials:
            return "unknown_credentials";
        case Kind::identity:
            return "identity";
    }
    return "";
}

std::string key_of(const RateCharge& charge) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string key = "bookingtms:rate:";
    key += name_of(charge.kind);
    key += ':';
    for (const std::uint8_t byte : charge.subject) {
        key += digits[byte >> 4];
        key += digits[byte & 15];
    }
    return key;
}

// What is no address has the subject of zeros in common. A provider gives a customer a /64 at
// least, so one machine has any number of addresses in it (RFC 6177).
RateSubject subject_of(std::string_view address) {
    auto bytes = base::parse_ip_address(address).value_or(base::IpAddress{});
    const bool is_ipv4 = address.find(':') == std::string_view::npos;
    if (!is_ipv4) std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
    return bytes;
}

int whole_seconds(microseconds time) {
    return static_cast<int>(std::chrono::ceil<seconds>(time).count());
}

}  // namespace

RateLimits::RateLimits(RateRules rules)
    : rules_(rules),
      addresses_(base::rate_limited_addresses_max, kind_count),
      identities_(base::rate_limited_identities_max, kind_count) {}

std::optional<RateCharge> RateLimits::of_visitor(const Route& route,
                                                 std::string_view address) const {
    if (!rules_.is_on) return std::nullopt;
    RateCharge charge;
    charge.demand.cost = route.cost;
    switch (route.budget) {
        case Budget::none:
            return std::nullopt;
        case Budget::usual:
            charge.kind = Kind::visitor;
            charge.demand.per_minute = rules_.visitor;
            break;
        case Budget::holds:
            charge.kind = Kind::holds;
            charge.demand.per_minute = rules_.holds;
            break;
        case Budget::checkouts:
            charge.kind = Kind::checkouts;
            charge.demand.per_minute = rules_.checkouts;
            break;
        case Budget::sign_in:
            charge.kind = Kind::sign_in;
            charge.demand.per_minute = rules_.sign_in;
            break;
        case Budget::webhook:
            charge.kind = Kind::webhook;
            charge.demand.per_minute = rules_.webhook;
            break;
    }
    charge.subject = subject_of(address);
    return charge;
}

std::optional<RateCharge> RateLimits::of_staff(const Route& route,
                                               const services::Staff& staff) const {
    if (!rules_.is_on || route.budget == Budget::none) return std::nullopt;
    RateCharge charge;
    charge.kind = Kind::identity;
    charge.demand.cost = route.cost;
    if (staff.api_key_id) {
        charge.subject = staff.api_key_id->bytes;
        charge.demand.per_minute = staff.api_key_rate_limit;
    } else {
        charge.subject = staff.user_id.value_or(base::Uuid()).bytes;
        charge.demand.per_minute = staff.is_admin ? rules_.admin : rules_.user;
    }
    return charge;
}

std::optional<RateCharge> RateLimits::of_unknown_credentials(const Route& route,
                                                             std::string_view address) const {
    if (!rules_.is_on || route.budget == Budget::none) return std::nullopt;
    RateCharge charge;
    charge.kind = Kind::unknown_credentials;
    charge.subject = subject_of(address);
    charge.demand.per_minute = rules_.visitor;
    return charge;
}

RateTable& RateLimits::table_of(Kind kind) {
    return kind == Kind::identity ? identities_ : addresses_;
}

RateVerdict RateLimits::take(const RateCharge& charge) {
    return table_of(charge.kind)
        .take(static_cast<std::size_t>(charge.kind), charge.subject, charge.demand,
              std::chrono::steady_clock::now());
}

RateVerdict RateLimits::look(const RateCharge& charge) {
    return table_of(charge.kind)
        .look(static_cast<std::size_t>(charge.kind), charge.subject, charge.demand,
              std::chrono::steady_clock::now());
}

base::Task<std::optional<RateVerdict>> RateLimits::take_shared(redis::Client* redis,
                                                               RateCharge charge) {
    std::vector<std::string> keys;
    keys.push_back(key_of(charge));
    std::vector<std::string> arguments;
    arguments.push_back(std::to_string(charge.demand.taken().count()));
    arguments.push_back(std::to_string(charge.demand.whole().count()));
    const auto reply =
        co_await redis->run_script(take_script, std::move(keys), std::move(arguments));
    if (!reply || reply->list.size() != 2) co_return std::nullopt;
    const microseconds busy(reply->list[1].number);
    table_of(charge.kind)
        .learn(static_cast<std::size_t>(charge.kind), charge.subject, busy,
               std::chrono::steady_clock::now());
    co_return verdict_of(charge.demand, reply->list[0].number == 1, busy);
}

base::Error refusal_of(const RateVerdict& verdict) {
    base::Error error;
    error.code = base::ErrorCode::rate_limited;
    error.retry_after_seconds = std::max(1, whole_seconds(verdict.retry));
    return error;
}

void say_limit(http::Response& response, const RateVerdict& verdict) {
    response.set("RateLimit-Limit", std::to_string(verdict.limit));
    response.set("RateLimit-Remaining", std::to_string(verdict.remaining));
    response.set("RateLimit-Reset", std::to_string(whole_seconds(verdict.reset)));
}

}  // namespace api
