// What a new organization is made from.
#include "api/organization_input.hpp"

#include "api/members.hpp"
#include "base/fields.hpp"
#include "base/limits.hpp"
#include "domain/money.hpp"

namespace api {
namespace {

constexpr std::size_t currency_characters = 3;

std::string read_currency(base::Fields& fields) {
    std::string code = fields.text("currency", up_to(currency_characters));
    if (!fields.failed() && !domain::parse_currency(code)) {
        fields.refuse("currency", base::ErrorCode::invalid_field,
                      "Must be a currency code such as EUR.");
    }
    return code;
}

}  // namespace

base::Result<services::OrganizationInput> read_organization(const boost::json::value& body) {
    base::Fields fields(body, "");
    services::OrganizationInput input;
    input.name = fields.text("name", up_to(label_characters_max));
    input.slug = require_member(fields, "slug", optional_slug(fields, "slug"));
    input.currency = read_currency(fields);
    input.time_zone = require_member(fields, "time_zone", optional_time_zone(fields, "time_zone"));
    input.venue_name = fields.optional_text("venue_name", up_to(label_characters_max));
    input.owner_email = fields.email("owner_email");
    input.owner_name = fields.text("owner_name", up_to(base::full_name_characters_max));
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return input;
}

}  // namespace api
