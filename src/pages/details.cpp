// The form with the visitor's name and addresses.
#include "pages/details.hpp"

#include <array>
#include <utility>

#include "base/fields.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace pages {
namespace {

using Named = std::pair<const char*, const Details::Field*>;

std::array<Named, 4> fields_of(const Details& details) {
    return {{{"first_name", &details.first_name},
             {"last_name", &details.last_name},
             {"email", &details.email},
             {"phone", &details.phone}}};
}

// The trimmed text by the rules of the API, which reads its members with the same base::Fields.
// A field that is empty has none; that is a fault where there is an `if_empty`.
std::optional<std::string> read_text(Details::Field& field, std::size_t characters_max,
                                     std::string if_empty) {
    if (base::trim(field.typed).empty()) {
        field.fault = std::move(if_empty);
        return std::nullopt;
    }
    base::TextLimits limits;
    limits.characters_max = characters_max;
    boost::json::object members;
    members["text"] = field.typed;
    const boost::json::value json = std::move(members);
    base::Fields reader(json, "");
    auto text = reader.optional_text("text", limits);
    if (auto error = reader.finish()) field.fault = std::move(error->detail);
    return text;
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
    return details;
}

std::optional<store::Contact> check_details(Details& details) {
    store::Contact contact;
    contact.first_name =
        read_text(details.first_name, base::name_characters_max, "Enter your first name.")
            .value_or("");
    contact.last_name =
        read_text(details.last_name, base::name_characters_max, "Enter your last name.")
            .value_or("");
    contact.email = read_email(details.email);
    contact.phone = read_text(details.phone, base::phone_characters_max, "");
    if (details.has_faults()) return std::nullopt;
    return contact;
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
