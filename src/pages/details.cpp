// The form of a hold.
#include "pages/details.hpp"

#include <array>
#include <utility>

#include "base/fields.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace pages {
namespace {

constexpr std::size_t code_characters_max = 64;

using Named = std::pair<const char*, const Details::Field*>;

std::array<Named, 6> fields_of(const Details& details) {
    return {{{"first_name", &details.first_name},
             {"last_name", &details.last_name},
             {"email", &details.email},
             {"phone", &details.phone},
             {"promo_code", &details.promo_code},
             {"gift_card_code", &details.gift_card_code}}};
}

// The trimmed text by the rules of the API, which reads its members with the same base::Fields.
// `label` names the field in the sentence about its fault. An empty field has no text.
std::optional<std::string> read_text(Details::Field& field, const std::string& label,
                                     std::size_t characters_max) {
    if (base::trim(field.typed).empty()) return std::nullopt;
    base::TextLimits limits;
    limits.characters_max = characters_max;
    boost::json::object members;
    members["text"] = field.typed;
    const boost::json::value json = std::move(members);
    base::Fields reader(json, "");
    auto text = reader.optional_text("text", limits);
    // "Must have 1 to 100 characters."
    if (const auto error = reader.finish()) {
        field.fault = "Your " + label + " " + base::lower(error->detail.substr(0, 1)) +
                      error->detail.substr(1);
    }
    return text;
}

std::string require_text(Details::Field& field, const std::string& label,
                         std::size_t characters_max) {
    const auto text = read_text(field, label, characters_max);
    if (!text && field.fault.empty()) field.fault = "Enter your " + label + ".";
    return text.value_or("");
}

std::string read_email(Details::Field& field) {
    const bool is_empty = base::trim(field.typed).empty();
    auto email = base::normalize_email(field.typed);
    if (!email) {
        field.fault =
            is_empty ? "Enter your email address." : "Enter an email address like ann@example.com.";
    }
    return email.value_or("");
}

}  // namespace

bool Details::has_faults() const {
    for (const auto& [name, field] : fields_of(*this)) {
        if (!field->fault.empty()) return true;
    }
    return false;
}

Details read_details(const Form& form) {
    Details details;
    details.first_name.typed = form.text("first_name");
    details.last_name.typed = form.text("last_name");
    details.email.typed = form.text("email");
    details.phone.typed = form.text("phone");
    details.promo_code.typed = form.text("promo_code");
    details.gift_card_code.typed = form.text("gift_card_code");
    details.payment = form.text("payment");
    return details;
}

std::optional<store::Order> check_details(Details& details) {
    store::Order order;
    store::Contact& contact = order.contact;
    contact.first_name = require_text(details.first_name, "first name", base::name_characters_max);
    contact.last_name = require_text(details.last_name, "last name", base::name_characters_max);
    contact.email = read_email(details.email);
    contact.phone = read_text(details.phone, "phone number", base::phone_characters_max);
    order.promo_code = read_text(details.promo_code, "promo code", code_characters_max);
    order.gift_card_code = read_text(details.gift_card_code, "gift card", code_characters_max);
    if (details.has_faults()) return std::nullopt;
    return order;
}

std::optional<std::string> code_of(const Details::Field& field) {
    const auto code = base::trim(field.typed);
    if (code.empty() || !field.fault.empty()) return std::nullopt;
    return std::string(code);
}

bool put_code_fault(Details& details, const base::Error& error) {
    switch (error.code) {
        case base::ErrorCode::invalid_promo_code:
            details.promo_code.fault = "This promo code cannot be used for this booking.";
            return true;
        case base::ErrorCode::promo_code_used_up:
            details.promo_code.fault = "This promo code has been used up.";
            return true;
        case base::ErrorCode::invalid_gift_card:
            details.gift_card_code.fault = "This gift card is not known, or nothing is left on it.";
            return true;
        case base::ErrorCode::gift_card_balance_changed:
            details.gift_card_code.fault =
                "The gift card was used elsewhere meanwhile. Apply it again.";
            return true;
        default:
            return false;
    }
}

boost::json::object details_values(const Details& details) {
    boost::json::object values;
    boost::json::array faults;
    for (const auto& [name, field] : fields_of(details)) {
        boost::json::object item;
        item["typed"] = field->typed;
        item["fault"] = field->fault;
        values[name] = std::move(item);
        if (field->fault.empty()) continue;
        boost::json::object fault;
        fault["field"] = name;
        fault["fault"] = field->fault;
        faults.push_back(std::move(fault));
    }
    values["has_faults"] = !faults.empty();
    values["faults"] = std::move(faults);
    return values;
}

}  // namespace pages
