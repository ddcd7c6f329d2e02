// /v1/customers: customers, and what privacy law lets them ask for.
#include "services/customers.hpp"

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/reply.hpp"
#include "base/fields.hpp"
#include "base/limits.hpp"

namespace api::handlers {
namespace {

base::TextLimits from_to(std::size_t characters_min, std::size_t characters_max) {
    base::TextLimits limits;
    limits.characters_min = characters_min;
    limits.characters_max = characters_max;
    return limits;
}

base::Result<store::CustomerChange> read_change(const Call& call) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    base::Fields fields(*body, "");
    store::CustomerChange change;
    change.first_name = fields.optional_text("first_name", from_to(1, base::name_characters_max));
    change.last_name = fields.optional_text("last_name", from_to(1, base::name_characters_max));
    change.email = fields.optional_email("email");
    change.phone = fields.optional_text("phone", from_to(0, base::phone_characters_max));
    change.notes = fields.optional_text("notes", from_to(0, base::notes_characters_max));
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return change;
}

}  // namespace

// GET /v1/customers
base::Task<http::Response> list_customers(Call call) {
    std::vector<std::string_view> filters = {"q"};
    const auto page = read_page(call, std::move(filters));
    if (!page) co_return problem(call, page.error());
    auto search = read_search(call);
    if (!search) co_return problem(call, search.error());
    const auto customers = co_await services::list_customers(
        call.context, *call.staff, std::move(*search), page->limit, page->starting_after);
    if (!customers) co_return problem(call, customers.error());
    co_return list_reply(*customers);
}

// GET /v1/customers/{id}
base::Task<http::Response> get_customer(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::customer_not_found);
    if (!id) co_return problem(call, id.error());
    const auto customer = co_await services::read_customer(call.context, *call.staff, *id);
    if (!customer) co_return problem(call, customer.error());
    co_return document_reply(200, *customer);
}

// PATCH /v1/customers/{id}
base::Task<http::Response> update_customer(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::customer_not_found);
    if (!id) co_return problem(call, id.error());
    auto change = read_change(call);
    if (!change) co_return problem(call, change.error());
    const auto version = read_expected_version(call);
    if (!version) co_return problem(call, version.error());
    const auto customer = co_await services::edit_customer(call.context, *call.staff, *id, *version,
                                                           std::move(*change));
    if (!customer) co_return problem(call, customer.error());
    co_return document_reply(200, *customer);
}

// GET /v1/customers/{id}/export
base::Task<http::Response> export_customer(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::customer_not_found);
    if (!id) co_return problem(call, id.error());
    const auto everything = co_await services::export_customer(call.context, *call.staff, *id);
    if (!everything) co_return problem(call, everything.error());
    co_return document_reply(200, *everything);
}

// POST /v1/customers/{id}/erase
base::Task<http::Response> erase_customer(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::customer_not_found);
    if (!id) co_return problem(call, id.error());
    const auto body = read_json(call, true);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    if (auto error = fields.finish()) co_return problem(call, *error);
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto customer =
        co_await services::erase_customer(call.context, *call.staff, *id, std::move(*idempotency));
    if (!customer) co_return problem(call, customer.error());
    co_return document_reply(200, *customer);
}

}  // namespace api::handlers
