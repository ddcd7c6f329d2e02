// /v1/embeds: what an organization puts on its site, as its staff see it.
#include "services/embed_settings.hpp"

#include <algorithm>

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/members.hpp"
#include "api/reply.hpp"
#include "base/fields.hpp"
#include "domain/sites.hpp"

namespace api::handlers {
namespace {

constexpr std::size_t domains_max = 50;
constexpr std::size_t domain_characters_max = 300;

// As they are kept, each once.
std::optional<std::vector<std::string>> optional_domains(base::Fields& fields) {
    const auto typed =
        optional_texts(fields, "allowed_domains", domains_max, domain_characters_max);
    if (!typed) return std::nullopt;
    std::vector<std::string> domains;
    for (std::size_t i = 0; i < typed->size(); ++i) {
        auto domain = domain::parse_allowed_domain(typed->at(i));
        if (!domain) {
            base::Error error;
            error.code = base::ErrorCode::invalid_field;
            error.detail =
                "Must be a site such as example.com, *.example.com or http://localhost:3000, "
                "without a path.";
            error.param = fields.pointer_to("allowed_domains") + "/" + std::to_string(i);
            fields.refuse(std::move(error));
        } else if (std::find(domains.begin(), domains.end(), *domain) == domains.end()) {
            domains.push_back(std::move(*domain));
        }
    }
    return domains;
}

}  // namespace

// GET /v1/embeds
base::Task<http::Response> list_embeds(Call call) {
    const auto page = read_page(call, std::vector<std::string_view>());
    if (!page) co_return problem(call, page.error());
    const auto embeds = co_await services::list_embed_settings(call.context, *call.staff,
                                                               page->limit, page->starting_after);
    if (!embeds) co_return problem(call, embeds.error());
    co_return list_reply(*embeds);
}

// POST /v1/embeds
base::Task<http::Response> create_embed(Call call) {
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    std::string name = fields.text("name", up_to(label_characters_max));
    auto domains = optional_domains(fields).value_or(std::vector<std::string>());
    if (auto error = fields.finish()) co_return problem(call, *error);
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto embed = co_await services::create_embed(call.context, *call.staff, std::move(name),
                                                       std::move(domains), std::move(*idempotency));
    if (!embed) co_return problem(call, embed.error());
    co_return document_reply(201, *embed);
}

// GET /v1/embeds/{id}
base::Task<http::Response> get_embed_settings(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::embed_not_found);
    if (!id) co_return problem(call, id.error());
    const auto embed = co_await services::read_embed_settings(call.context, *call.staff, *id);
    if (!embed) co_return problem(call, embed.error());
    co_return document_reply(200, *embed);
}

// PATCH /v1/embeds/{id}
base::Task<http::Response> update_embed(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::embed_not_found);
    if (!id) co_return problem(call, id.error());
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    auto name = fields.optional_text("name", up_to(label_characters_max));
    const auto is_active = fields.optional_boolean("is_active");
    auto domains = optional_domains(fields);
    if (auto error = fields.finish()) co_return problem(call, *error);
    const auto version = read_expected_version(call);
    if (!version) co_return problem(call, version.error());
    const auto embed = co_await services::update_embed(
        call.context, *call.staff, *id, *version, std::move(name), is_active, std::move(domains));
    if (!embed) co_return problem(call, embed.error());
    co_return document_reply(200, *embed);
}

}  // namespace api::handlers
