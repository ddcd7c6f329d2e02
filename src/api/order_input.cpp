// What somebody buys.
#include "api/order_input.hpp"

#include <boost/url.hpp>

#include "api/input.hpp"
#include "api/pricing_input.hpp"

namespace api {
namespace {

constexpr std::size_t code_characters_max = 64;
constexpr std::size_t web_address_characters_max = 2000;

}  // namespace

store::Order read_order(base::Fields& fields) {
    base::TextLimits code;
    code.characters_max = code_characters_max;
    store::Order order;
    order.contact = read_contact(fields);
    order.tickets = optional_tickets(fields);
    order.promo_code = fields.optional_text("promo_code", code);
    order.gift_card_code = fields.optional_text("gift_card_code", code);
    return order;
}

std::optional<std::string> optional_web_address(base::Fields& fields, std::string_view name) {
    base::TextLimits limits;
    limits.characters_max = web_address_characters_max;
    auto text = fields.optional_text(name, limits);
    if (!text) return std::nullopt;
    const auto url = boost::urls::parse_absolute_uri(*text);
    if (!url || (url->scheme() != "https" && url->scheme() != "http") || url->host().empty() ||
        url->has_userinfo()) {
        fields.refuse(name, base::ErrorCode::invalid_field,
                      "Send a whole address that begins with https:// or http://.");
        return std::nullopt;
    }
    return text;
}

}  // namespace api
