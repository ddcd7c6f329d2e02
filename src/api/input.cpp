// Reading what a request brings.
#include "api/input.hpp"

#include <algorithm>
#include <limits>

#include "base/hash.hpp"
#include "base/limits.hpp"
#include "base/networks.hpp"
#include "base/text.hpp"

namespace api {
namespace {

bool is_json(std::string_view content_type) {
    const std::string_view type = content_type.substr(0, content_type.find(';'));
    return base::lower(base::trim(type)) == "application/json";
}

// The first 64 bits name the network of an IPv6 visitor: the rest they may choose freely.
std::string visitor_address(const std::string& address) {
    const auto parsed = base::parse_ip_address(address);
    if (!parsed || address.find(':') == std::string::npos) return address;
    static constexpr char digits[] = "0123456789abcdef";
    std::string network;
    for (std::size_t i = 0; i < 8; ++i) {
        network += digits[(*parsed)[i] >> 4];
        network += digits[(*parsed)[i] & 15];
        if (i % 2 == 1) network += ':';
    }
    return network + ":/64";
}

}  // namespace

base::Result<boost::json::value> read_json(const Call& call, bool body_optional) {
    if (call.request.body.empty() && body_optional)
        return boost::json::value(boost::json::object());
    const auto content_type = call.request.header("content-type");
    if (!content_type || !is_json(*content_type)) {
        return base::fail(base::ErrorCode::unsupported_media_type, "");
    }
    return base::parse_json(call.request.body);
}

base::Result<void> read_empty_body(const Call& call) {
    const auto body = read_json(call, true);
    if (!body) return base::fail(body.error());
    base::Fields fields(*body, "");
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return {};
}

base::Result<base::Uuid> read_id(const Call& call, std::size_t index, base::ErrorCode not_found) {
    const auto id = base::parse_uuid(call.path_value(index));
    if (!id) return base::fail(not_found, "");
    return *id;
}

std::optional<base::Error> check_query(const Call& call, std::vector<std::string_view> known) {
    std::vector<std::string_view> seen;
    for (const auto& [name, value] : call.request.query) {
        base::Error error;
        error.param = base::beginning_of(name, base::field_name_shown_max);
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            error.code = base::ErrorCode::unknown_field;
            error.detail = "This operation has no such parameter.";
            return error;
        }
        if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
            error.code = base::ErrorCode::invalid_field;
            error.detail = "Must be given once.";
            return error;
        }
        seen.push_back(name);
    }
    return std::nullopt;
}

base::Result<std::string> require_query(const Call& call, std::string_view name) {
    const auto value = call.request.query_value(name);
    if (!value || value->empty()) {
        return base::fail(base::ErrorCode::missing_field,
                          "\"" + std::string(name) + "\" is required.", std::string(name));
    }
    return std::string(*value);
}

base::Result<int> read_limit(const Call& call, std::vector<std::string_view> known) {
    known.push_back("limit");
    if (auto error = check_query(call, std::move(known))) return base::fail(std::move(*error));
    const auto text = call.request.query_value("limit");
    if (!text) return base::page_size;
    const auto limit = base::parse_integer(*text);
    if (!limit || *limit < 1 || *limit > base::page_size_max) {
        return base::fail(
            base::ErrorCode::invalid_field,
            "Must be a whole number from 1 to " + std::to_string(base::page_size_max) + ".",
            "limit");
    }
    return static_cast<int>(*limit);
}

base::Result<int> read_period(const Call& call) {
    const auto period = call.request.query_value("period").value_or("30d");
    if (period == "7d") return 7;
    if (period == "30d") return 30;
    if (period == "90d") return 90;
    return base::fail(base::ErrorCode::invalid_field, "Must be 7d, 30d or 90d.", "period");
}

base::Result<Page> read_page(const Call& call, std::vector<std::string_view> filters) {
    filters.push_back("starting_after");
    const auto limit = read_limit(call, std::move(filters));
    if (!limit) return base::fail(limit.error());
    Page page;
    page.limit = *limit;
    auto starting_after = optional_query_id(call, "starting_after");
    if (!starting_after) return base::fail(std::move(starting_after.error()));
    page.starting_after = *starting_after;
    return page;
}

base::Result<std::optional<std::string>> optional_query(const Call& call, std::string_view name,
                                                        std::size_t characters_max) {
    const auto value = call.request.query_value(name);
    if (!value || value->empty()) return std::optional<std::string>();
    if (base::utf8_length(*value).value_or(characters_max + 1) > characters_max) {
        return base::fail(base::ErrorCode::invalid_field,
                          "Must have at most " + std::to_string(characters_max) + " characters.",
                          std::string(name));
    }
    return std::optional<std::string>(*value);
}

base::Result<std::optional<base::Uuid>> optional_query_id(const Call& call, std::string_view name) {
    const auto value = call.request.query_value(name);
    if (!value || value->empty()) return std::optional<base::Uuid>();
    const auto id = base::parse_uuid(*value);
    if (!id)
        return base::fail(base::ErrorCode::invalid_field, "Must be a UUID.", std::string(name));
    return id;
}

base::Result<std::optional<std::string>> read_search(const Call& call) {
    const auto value = call.request.query_value("q");
    if (!value) return std::optional<std::string>();
    const std::string_view text = base::trim(*value);
    const std::size_t length = base::utf8_length(text).value_or(0);
    if (length < base::search_characters_min || length > base::search_characters_max ||
        base::has_control_character(text)) {
        return base::fail(base::ErrorCode::invalid_field,
                          "Must have " + std::to_string(base::search_characters_min) + " to " +
                              std::to_string(base::search_characters_max) + " characters.",
                          "q");
    }
    return std::optional<std::string>(text);
}

base::Result<std::int64_t> read_expected_version(const Call& call) {
    const auto header = call.request.header("if-match");
    if (!header) return base::fail(base::ErrorCode::precondition_required, "");
    std::string_view text = base::trim(*header);
    const bool quoted = text.size() > 2 && text.front() == '"' && text.back() == '"';
    if (quoted) text = text.substr(1, text.size() - 2);
    const auto version = base::parse_integer(text);
    if (!quoted || !version || *version < 1 ||
        *version > std::numeric_limits<std::int32_t>::max()) {
        return base::fail(base::ErrorCode::invalid_field,
                          "Must be one version in quotes, as ETag gave it.", "If-Match");
    }
    return *version;
}

store::Contact read_contact(base::Fields& fields) {
    store::Contact contact;
    const auto* value = fields.require("customer");
    if (value == nullptr) return contact;
    base::Fields customer(*value, fields.pointer_to("customer"));
    base::TextLimits name;
    name.characters_max = base::name_characters_max;
    base::TextLimits phone;
    phone.characters_max = base::phone_characters_max;
    contact.first_name = customer.text("first_name", name);
    contact.last_name = customer.text("last_name", name);
    contact.email = customer.email("email");
    contact.phone = customer.optional_text("phone", phone);
    if (auto error = customer.finish()) fields.refuse(std::move(*error));
    return contact;
}

base::Result<store::Idempotency> read_idempotency(const Call& call, bool required) {
    store::Idempotency idempotency;
    const auto key = call.request.header("idempotency-key");
    if (!key) {
        if (required) return base::fail(base::ErrorCode::idempotency_key_required, "");
        return idempotency;
    }
    const bool printable =
        std::all_of(key->begin(), key->end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
    if (key->empty() || key->size() > base::idempotency_key_characters_max || !printable) {
        return base::fail(base::ErrorCode::idempotency_key_invalid, "");
    }
    idempotency.key = std::string(*key);
    idempotency.fingerprint = base::sha256_hex(std::string(http::to_string(call.request.method)) +
                                               " " + call.request.path + "\n" + call.request.body);
    return idempotency;
}

services::Visitor visitor_of(const Call& call) {
    services::Visitor visitor;
    visitor.embed_key = call.path_value(0);
    visitor.address = visitor_address(call.client_address);
    return visitor;
}

}  // namespace api
