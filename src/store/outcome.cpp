// Reading what the SQL functions return.
#include "store/outcome.hpp"

#include <stdexcept>

#include "base/text.hpp"

namespace store {
namespace {

const boost::json::value& member(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr) throw std::logic_error("an outcome has no " + std::string(name));
    return *value;
}

}  // namespace

base::Result<Outcome> parse_outcome(std::string_view text) {
    Outcome outcome;
    outcome.value = boost::json::parse(text).as_object();
    const std::string code = text_at(outcome.value, "code");
    if (code != "ok") {
        base::Error error;
        const auto known = base::parse_error_code(code);
        if (!known) throw std::logic_error("a function returned the unknown code " + code);
        error.code = *known;
        for (const auto& member : outcome.value) {
            if (!member.value().is_int64()) continue;
            if (member.key() == "retry_after_seconds") {
                error.retry_after_seconds = static_cast<int>(member.value().as_int64());
            } else {
                error.facts.emplace_back(std::string(member.key()), member.value().as_int64());
            }
        }
        if (outcome.value.contains("detail")) error.detail = text_at(outcome.value, "detail");
        if (outcome.value.contains("param")) error.param = text_at(outcome.value, "param");
        return base::fail(std::move(error));
    }
    const auto* replayed = outcome.value.if_contains("replayed");
    outcome.replayed = replayed != nullptr && replayed->as_bool();
    return outcome;
}

base::Task<base::Result<Outcome>> read_outcome(Context context, pg::Statement statement) {
    pg::Unit unit = unit_for(context.claims);
    unit.statements.push_back(std::move(statement));
    const auto rows = co_await read(context, std::move(unit));
    if (!rows) co_return base::fail(rows.error());
    co_return parse_outcome(rows->at(0)[0].text(0));
}

base::Task<base::Result<Outcome>> write_outcome(Context context, pg::Statement statement) {
    pg::Unit unit = unit_for(context.claims);
    unit.statements.push_back(std::move(statement));
    const auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(rows.error());
    co_return parse_outcome(rows->at(0)[0].text(0));
}

std::string text_at(const boost::json::object& object, std::string_view name) {
    const auto& string = member(object, name).as_string();
    return std::string(string.data(), string.size());
}

std::int64_t integer_at(const boost::json::object& object, std::string_view name) {
    return member(object, name).to_number<std::int64_t>();
}

base::Uuid uuid_at(const boost::json::object& object, std::string_view name) {
    const auto id = base::parse_uuid(text_at(object, name));
    if (!id) throw std::logic_error("an outcome has no UUID in " + std::string(name));
    return *id;
}

base::Instant instant_at(const boost::json::object& object, std::string_view name) {
    const auto instant = base::parse_instant(text_at(object, name));
    if (!instant) throw std::logic_error("an outcome has no instant in " + std::string(name));
    return *instant;
}

}  // namespace store
