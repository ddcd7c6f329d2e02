// Amounts of money: whole minor units of one currency, never fractions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace domain {

// A row of the currency table; the texts live as long as the program.
struct Currency {
    std::string_view code;    // ISO 4217, "USD"
    int minor_digits;         // 2: a minor unit is a hundredth
    std::string_view symbol;  // as customers read it, unmistakable; empty: show the code

    friend bool operator==(const Currency& a, const Currency& b) { return a.code == b.code; }
};

// Exactly the upper-case code of a currency that the product knows. Error: invalid_field.
base::Result<Currency> parse_currency(std::string_view code);

struct Money {
    std::int64_t minor = 0;
    Currency currency;

    friend bool operator==(const Money&, const Money&) = default;
};

// Both amounts have the same currency. Error: invalid_field where the sum is out of range.
base::Result<Money> add(const Money& a, const Money& b);

// Error: invalid_field where the product is out of range.
base::Result<Money> multiply(const Money& amount, std::int64_t count);

// "49.00 USD", "4900 JPY", "1.250 KWD": for mails, logs and exports.
std::string format_plain(const Money& amount);

// "$49.00", "£1,020.00", "¥4,900", "KWD 1.250": for the booking page.
std::string format_display(const Money& amount);

}  // namespace domain
