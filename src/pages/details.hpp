// The form of a hold: the visitor's name and addresses, codes, and how they pay. Reading, checking,
// showing again.
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
    Field promo_code;
    Field gift_card_code;
    std::string payment;  // pay_at_venue, stripe, test; empty: the usual one

    bool has_faults() const;
};

// What the form has, unchecked.
Details read_details(const Form& form);

// What the visitor orders, by the rules that the API has for it; nullopt where fields have faults,
// which then stand in `details`: all of them, not only the first.
std::optional<store::Order> check_details(Details& details);

// The code that was typed, where one was and nothing is wrong with it.
std::optional<std::string> code_of(const Details::Field& field);

// Puts a refusal of one of the codes at its field. False where the error is about something else.
bool put_code_fault(Details& details, const base::Error& error);

// {first_name: {typed, fault}, ...} and the list of faults.
boost::json::object details_values(const Details& details);

}  // namespace pages
