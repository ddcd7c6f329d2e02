// The form with the visitor's name and addresses: reading, checking, showing again.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>

#include "pages/form.hpp"
#include "store/checkouts.hpp"

namespace pages {

struct Details {
    struct Field {
        std::string typed;  // as the visitor typed it
        std::string fault;  // a sentence; empty: none
    };
    Field first_name;
    Field last_name;
    Field email;
    Field phone;

    bool has_faults() const;
};

// What the form has, unchecked.
Details read_details(const Form& form);

// The contact, by the rules that the API has for it; nullopt where fields have faults, which then
// stand in `details`: all of them, not only the first.
std::optional<store::Contact> check_details(Details& details);

// {first_name: {typed, fault}, ...} and the list of faults.
boost::json::object details_values(const Details& details);

}  // namespace pages
