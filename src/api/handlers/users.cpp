// /v1/me and /v1/users: who works in an organization.
#include <algorithm>
#include <array>

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/members.hpp"
#include "api/reply.hpp"
#include "base/fields.hpp"
#include "base/limits.hpp"
#include "services/people.hpp"

namespace api::handlers {
namespace {

// What may be asked for; what may be granted is decided by ranks (sql/functions/62_people.sql).
constexpr std::array<std::string_view, 6> roles = {"platform-admin", "super-admin", "org-admin",
                                                   "admin",          "manager",     "staff"};

constexpr std::size_t role_characters_max = 32;

std::optional<std::string> read_role(base::Fields& fields) {
    auto role = fields.optional_text("role", up_to(role_characters_max));
    if (role && std::find(roles.begin(), roles.end(), *role) == roles.end()) {
        fields.refuse("role", base::ErrorCode::invalid_field, "There is no such role.");
    }
    return role;
}

std::optional<std::string> read_full_name(base::Fields& fields) {
    return fields.optional_text("full_name", up_to(base::full_name_characters_max));
}

// Empty: to be taken away.
std::optional<std::string> read_phone(base::Fields& fields) {
    return fields.optional_text("phone", none_to(base::phone_characters_max));
}

base::Result<services::UserInput> read_user_input(const Call& call) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    base::Fields fields(*body, "");
    services::UserInput input;
    input.email = fields.email("email");
    input.full_name = fields.text("full_name", up_to(base::full_name_characters_max));
    fields.require("role");
    input.role = read_role(fields).value_or("");
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return input;
}

base::Result<store::UserChange> read_change(const Call& call) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    base::Fields fields(*body, "");
    store::UserChange change;
    change.role = read_role(fields);
    change.is_active = fields.optional_boolean("is_active");
    change.full_name = read_full_name(fields);
    change.phone = read_phone(fields);
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return change;
}

}  // namespace

// GET /v1/me
base::Task<http::Response> get_me(Call call) {
    if (const auto error = check_query(call, std::vector<std::string_view>())) {
        co_return problem(call, *error);
    }
    const auto me = co_await services::read_me(call.context, *call.staff);
    if (!me) co_return problem(call, me.error());
    co_return document_reply(200, *me);
}

// PATCH /v1/me
base::Task<http::Response> update_me(Call call) {
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    auto full_name = read_full_name(fields);
    auto phone = read_phone(fields);
    if (auto error = fields.finish()) co_return problem(call, *error);
    const auto version = read_expected_version(call);
    if (!version) co_return problem(call, version.error());
    const auto me = co_await services::update_me(call.context, *call.staff, *version,
                                                 std::move(full_name), std::move(phone));
    if (!me) co_return problem(call, me.error());
    co_return document_reply(200, *me);
}

// GET /v1/users
base::Task<http::Response> list_users(Call call) {
    const auto page = read_page(call, std::vector<std::string_view>());
    if (!page) co_return problem(call, page.error());
    const auto users =
        co_await services::list_users(call.context, *call.staff, page->limit, page->starting_after);
    if (!users) co_return problem(call, users.error());
    co_return list_reply(*users);
}

// POST /v1/users
base::Task<http::Response> create_user(Call call) {
    auto input = read_user_input(call);
    if (!input) co_return problem(call, input.error());
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto user = co_await services::invite_user(call.context, *call.staff, std::move(*input),
                                                     std::move(*idempotency));
    if (!user) co_return problem(call, user.error());
    co_return document_reply(201, *user);
}

// GET /v1/users/{id}
base::Task<http::Response> get_user(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::user_not_found);
    if (!id) co_return problem(call, id.error());
    const auto user = co_await services::read_user(call.context, *call.staff, *id);
    if (!user) co_return problem(call, user.error());
    co_return document_reply(200, *user);
}

// PATCH /v1/users/{id}
base::Task<http::Response> update_user(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::user_not_found);
    if (!id) co_return problem(call, id.error());
    auto change = read_change(call);
    if (!change) co_return problem(call, change.error());
    const auto version = read_expected_version(call);
    if (!version) co_return problem(call, version.error());
    const auto user = co_await services::update_user(call.context, *call.staff, *id, *version,
                                                     std::move(*change));
    if (!user) co_return problem(call, user.error());
    co_return document_reply(200, *user);
}

// DELETE /v1/users/{id}
base::Task<http::Response> delete_user(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::user_not_found);
    if (!id) co_return problem(call, id.error());
    const auto deleted = co_await services::delete_user(call.context, *call.staff, *id);
    if (!deleted) co_return problem(call, deleted.error());
    co_return empty_reply();
}

// POST /v1/users/{id}/invitation
base::Task<http::Response> invite_user_again(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::user_not_found);
    if (!id) co_return problem(call, id.error());
    if (const auto body = read_empty_body(call); !body) co_return problem(call, body.error());
    const auto user = co_await services::invite_again(call.context, *call.staff, *id);
    if (!user) co_return problem(call, user.error());
    co_return document_reply(200, *user);
}

}  // namespace api::handlers
