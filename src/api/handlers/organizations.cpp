// /v1/organization: the own one. /v1/organizations: all of them, for the platform.
#include "services/organizations.hpp"

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/members.hpp"
#include "api/organization_input.hpp"
#include "api/reply.hpp"
#include "base/fields.hpp"

namespace api::handlers {
namespace {

constexpr std::size_t color_characters = 7;

bool is_color(std::string_view text) {
    return text.size() == color_characters && text.front() == '#' &&
           text.find_first_not_of("0123456789abcdef", 1) == std::string_view::npos;
}

base::Result<store::OrganizationChange> read_change(const Call& call) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    base::Fields fields(*body, "");
    store::OrganizationChange change;
    change.name = fields.optional_text("name", up_to(label_characters_max));
    change.primary_color = fields.optional_text("primary_color", up_to(color_characters));
    if (change.primary_color && !is_color(*change.primary_color)) {
        fields.refuse("primary_color", base::ErrorCode::invalid_field,
                      "Must be a color such as #2563eb.");
    }
    const auto* contact = fields.find("contact_email");
    if (contact != nullptr && contact->is_string() && contact->as_string().empty()) {
        change.contact_email = "";
    } else {
        change.contact_email = fields.optional_email("contact_email");
    }
    change.requires_second_factor = fields.optional_boolean("requires_second_factor");
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
