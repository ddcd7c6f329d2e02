// /v1/organization: the own one. /v1/organizations: all of them, for the platform.
#include "services/organizations.hpp"

#include <algorithm>
#include <array>

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/members.hpp"
#include "api/organization_input.hpp"
#include "api/reply.hpp"
#include "base/fields.hpp"

namespace api::handlers {
namespace {

constexpr std::size_t color_characters = 7;
constexpr std::size_t language_characters = 2;
constexpr std::array<std::string_view, 5> languages = {"en", "es", "fr", "de", "ar"};
constexpr std::size_t sender_name_characters_max = 100;
constexpr std::size_t footer_characters_max = 500;
constexpr int reminder_hours_max = 720;

bool is_color(std::string_view text) {
    return text.size() == color_characters && text.front() == '#' &&
           text.find_first_not_of("0123456789abcdef", 1) == std::string_view::npos;
}

// A text that may be empty.
void take_text(base::Fields& fields, std::string_view name, std::size_t characters_max,
               boost::json::object& change) {
    if (auto text = fields.optional_text(name, none_to(characters_max))) {
        change[name] = std::move(*text);
    }
}

void take_email(base::Fields& fields, std::string_view name, boost::json::object& change) {
    const auto* value = fields.find(name);
    if (value != nullptr && value->is_string() && value->as_string().empty()) {
        change[name] = "";
    } else if (auto email = fields.optional_email(name)) {
        change[name] = std::move(*email);
    }
}

base::Result<boost::json::object> read_change(const Call& call) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    base::Fields fields(*body, "");
    boost::json::object change;
    if (auto name = fields.optional_text("name", up_to(label_characters_max))) {
        change["name"] = std::move(*name);
    }
    if (auto color = fields.optional_text("primary_color", up_to(color_characters))) {
        if (!is_color(*color)) {
            fields.refuse("primary_color", base::ErrorCode::invalid_field,
                          "Must be a color such as #2563eb.");
        }
        change["primary_color"] = std::move(*color);
    }
    take_email(fields, "contact_email", change);
    if (const auto required = fields.optional_boolean("requires_second_factor")) {
        change["requires_second_factor"] = *required;
    }
    if (auto language = fields.optional_text("language", up_to(language_characters))) {
        if (std::find(languages.begin(), languages.end(), *language) == languages.end()) {
            fields.refuse("language", base::ErrorCode::invalid_field,
                          "Must be one of en, es, fr, de, ar.");
        }
        change["language"] = std::move(*language);
    }
    take_text(fields, "mail_sender_name", sender_name_characters_max, change);
    take_email(fields, "mail_reply_to", change);
    take_text(fields, "mail_footer", footer_characters_max, change);
    if (const auto hours =
            fields.optional_integer("reminder_hours_before", 0, reminder_hours_max)) {
        change["reminder_hours_before"] = *hours;
    }
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return change;
}

// Reads and updates of one organization: the own one without an id.
base::Task<http::Response> read_one(Call call, std::optional<base::Uuid> id) {
    const auto organization = co_await services::read_organization(call.context, *call.staff, id);
    if (!organization) co_return problem(call, organization.error());
    co_return document_reply(200, *organization);
}

base::Task<http::Response> update_one(Call call, std::optional<base::Uuid> id) {
    auto change = read_change(call);
    if (!change) co_return problem(call, change.error());
    const auto version = read_expected_version(call);
    if (!version) co_return problem(call, version.error());
    const auto organization = co_await services::update_organization(call.context, *call.staff, id,
                                                                     *version, std::move(*change));
    if (!organization) co_return problem(call, organization.error());
    co_return document_reply(200, *organization);
}

}  // namespace

// GET /v1/organization
base::Task<http::Response> get_own_organization(Call call) {
    co_return co_await read_one(std::move(call), std::nullopt);
}

// PATCH /v1/organization
base::Task<http::Response> update_own_organization(Call call) {
    co_return co_await update_one(std::move(call), std::nullopt);
}

// GET /v1/organizations
base::Task<http::Response> list_organizations(Call call) {
    const auto page = read_page(call, std::vector<std::string_view>());
    if (!page) co_return problem(call, page.error());
    const auto organizations = co_await services::list_organizations(
        call.context, *call.staff, page->limit, page->starting_after);
    if (!organizations) co_return problem(call, organizations.error());
    co_return list_reply(*organizations);
}

// POST /v1/organizations
base::Task<http::Response> create_organization(Call call) {
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    auto input = read_organization(*body);
    if (!input) co_return problem(call, input.error());
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto organization = co_await services::create_organization(
        call.context, *call.staff, std::move(*input), std::move(*idempotency));
    if (!organization) co_return problem(call, organization.error());
    co_return document_reply(201, *organization);
}

// GET /v1/organizations/{id}
base::Task<http::Response> get_organization(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::organization_not_found);
    if (!id) co_return problem(call, id.error());
    co_return co_await read_one(std::move(call), *id);
}

// PATCH /v1/organizations/{id}
base::Task<http::Response> update_organization(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::organization_not_found);
    if (!id) co_return problem(call, id.error());
    co_return co_await update_one(std::move(call), *id);
}

// DELETE /v1/organizations/{id}
base::Task<http::Response> delete_organization(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::organization_not_found);
    if (!id) co_return problem(call, id.error());
    const auto organization =
        co_await services::delete_organization(call.context, *call.staff, *id);
    if (!organization) co_return problem(call, organization.error());
    co_return document_reply(200, *organization);
}

// POST /v1/organizations/{id}/suspend
base::Task<http::Response> suspend_organization(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::organization_not_found);
    if (!id) co_return problem(call, id.error());
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    std::string reason = fields.text("reason", up_to(note_characters_max));
    if (auto error = fields.finish()) co_return problem(call, *error);
    const auto organization =
        co_await services::suspend_organization(call.context, *call.staff, *id, std::move(reason));
    if (!organization) co_return problem(call, organization.error());
    co_return document_reply(200, *organization);
}

// POST /v1/organizations/{id}/reactivate
base::Task<http::Response> reactivate_organization(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::organization_not_found);
    if (!id) co_return problem(call, id.error());
    if (const auto body = read_empty_body(call); !body) co_return problem(call, body.error());
    const auto organization =
        co_await services::reactivate_organization(call.context, *call.staff, *id);
    if (!organization) co_return problem(call, organization.error());
    co_return document_reply(200, *organization);
}

}  // namespace api::handlers
