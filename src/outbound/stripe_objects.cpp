// Reads Stripe's JSON leniently: Stripe adds members at any time, so only what is asked for counts.
#include "outbound/stripe_objects.hpp"

#include <boost/json.hpp>

namespace outbound {
namespace {

namespace json = boost::json;

// The object itself where it says that it is of this kind.
const json::object* object_of_kind(const json::value& value, std::string_view kind) {
    const json::object* object = value.if_object();
    if (object == nullptr || text_member(*object, "object") != kind) return nullptr;
    return object;
}

std::int64_t integer_member(const json::object& object, const char* name) {
    const json::value* value = object.if_contains(name);
    const std::int64_t* number = value == nullptr ? nullptr : value->if_int64();
    return number == nullptr ? 0 : *number;
}

bool boolean_member(const json::object& object, const char* name) {
    const json::value* value = object.if_contains(name);
    const bool* truth = value == nullptr ? nullptr : value->if_bool();
    return truth != nullptr && *truth;
}

// Stripe gives the id of another object or, where it was asked to expand it, the object.
std::string id_member(const json::object& object, const char* name) {
    const json::value* value = object.if_contains(name);
    if (value != nullptr && value->is_object()) return text_member(value->get_object(), "id");
    return text_member(object, name);
}

std::string currency_member(const json::object& object) {
    std::string currency = text_member(object, "currency");
    for (char& letter : currency) {
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    }
    return currency;
}

StripeMetadata metadata_of(const json::object& object) {
    StripeMetadata metadata;
    const json::value* value = object.if_contains("metadata");
    if (value == nullptr || !value->is_object()) return metadata;
    for (const auto& [name, text] : value->get_object()) {
        if (text.is_string()) metadata.emplace(std::string(name), text.get_string());
    }
    return metadata;
}

}  // namespace

std::string text_member(const json::object& object, const char* name) {
    const json::value* value = object.if_contains(name);
    const json::string* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string() : std::string(*text);
}

std::optional<CheckoutSession> read_checkout_session(const json::value& value) {
    const json::object* object = object_of_kind(value, "checkout.session");
    if (object == nullptr) return std::nullopt;
    CheckoutSession session;
    session.id = text_member(*object, "id");
    session.url = text_member(*object, "url");
    session.status = text_member(*object, "status");
    session.payment_status = text_member(*object, "payment_status");
    session.payment_intent_id = id_member(*object, "payment_intent");
    session.amount_minor = integer_member(*object, "amount_total");
    session.currency = currency_member(*object);
    session.metadata = metadata_of(*object);
    return session;
}

std::optional<StripeRefund> read_refund(const json::value& value) {
    const json::object* object = object_of_kind(value, "refund");
    if (object == nullptr) return std::nullopt;
    StripeRefund refund;
    refund.id = text_member(*object, "id");
    refund.payment_intent_id = id_member(*object, "payment_intent");
    refund.status = text_member(*object, "status");
    refund.failure_reason = text_member(*object, "failure_reason");
    refund.amount_minor = integer_member(*object, "amount");
    refund.currency = currency_member(*object);
    refund.metadata = metadata_of(*object);
    return refund;
}

std::optional<std::vector<StripeRefund>> read_refunds(const json::value& value) {
    const json::object* object = object_of_kind(value, "list");
    const json::value* data = object == nullptr ? nullptr : object->if_contains("data");
    if (data == nullptr || !data->is_array()) return std::nullopt;
    std::vector<StripeRefund> refunds;
    for (const json::value& each : data->get_array()) {
        if (auto refund = read_refund(each)) refunds.push_back(std::move(*refund));
    }
    return refunds;
}

std::optional<StripeDispute> read_dispute(const json::value& value) {
    const json::object* object = object_of_kind(value, "dispute");
    if (object == nullptr) return std::nullopt;
    StripeDispute dispute;
    dispute.id = text_member(*object, "id");
    dispute.payment_intent_id = id_member(*object, "payment_intent");
    dispute.status = text_member(*object, "status");
    dispute.reason = text_member(*object, "reason");
    dispute.amount_minor = integer_member(*object, "amount");
    dispute.currency = currency_member(*object);
    return dispute;
}

std::optional<StripeAccount> read_account(const json::value& value) {
    const json::object* object = object_of_kind(value, "account");
    if (object == nullptr) return std::nullopt;
    StripeAccount account;
    account.id = text_member(*object, "id");
    account.country = text_member(*object, "country");
    account.charges_enabled = boolean_member(*object, "charges_enabled");
    account.payouts_enabled = boolean_member(*object, "payouts_enabled");
    account.details_submitted = boolean_member(*object, "details_submitted");
    return account;
}

std::optional<AccountLink> read_account_link(const json::value& value) {
    const json::object* object = object_of_kind(value, "account_link");
    if (object == nullptr) return std::nullopt;
    AccountLink link;
    link.url = text_member(*object, "url");
    link.expires_at = base::Instant(std::chrono::seconds(integer_member(*object, "expires_at")));
    return link;
}

}  // namespace outbound
