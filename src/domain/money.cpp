// The currencies that the product knows, and arithmetic that refuses to overflow.
#include "domain/money.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace domain {
namespace {

// Minor digits by ISO 4217. Crowns share one sign, and so do several others: those show their code.
constexpr std::array<Currency, 29> currencies = {{
    {"AED", 2, ""},    {"AUD", 2, "A$"},  {"BHD", 3, ""},  {"BRL", 2, "R$"},  {"CAD", 2, "CA$"},
    {"CHF", 2, ""},    {"CLP", 0, ""},    {"CZK", 2, ""},  {"DKK", 2, ""},    {"EUR", 2, "€"},
    {"GBP", 2, "£"},   {"HKD", 2, "HK$"}, {"INR", 2, "₹"}, {"ISK", 0, ""},    {"JOD", 3, ""},
    {"JPY", 0, "¥"},   {"KRW", 0, "₩"},   {"KWD", 3, ""},  {"MXN", 2, "MX$"}, {"NOK", 2, ""},
    {"NZD", 2, "NZ$"}, {"OMR", 3, ""},    {"PLN", 2, ""},  {"SEK", 2, ""},    {"SGD", 2, "S$"},
    {"TND", 3, ""},    {"USD", 2, "$"},   {"VND", 0, "₫"}, {"ZAR", 2, ""},
}};

base::Result<Money> too_large() {
    return base::fail(base::ErrorCode::invalid_field, "The amount is too large.");
}

std::string grouped(std::string digits) {
    for (auto at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) {
        digits.insert(static_cast<std::size_t>(at), ",");
    }
    return digits;
}

// The amount without its sign: "1020.00", or "1,020.00" with groups.
std::string number_text(const Money& amount, bool with_groups) {
    // The absolute value of the smallest integer only fits without a sign.
    const auto minor = amount.minor < 0 ? 0 - static_cast<std::uint64_t>(amount.minor)
                                        : static_cast<std::uint64_t>(amount.minor);
    std::string digits = std::to_string(minor);
    const auto fraction_digits = static_cast<std::size_t>(amount.currency.minor_digits);
    if (digits.size() <= fraction_digits)
        digits.insert(0, fraction_digits + 1 - digits.size(), '0');
    std::string whole = digits.substr(0, digits.size() - fraction_digits);
    if (with_groups) whole = grouped(std::move(whole));
    if (fraction_digits == 0) return whole;
    return whole + "." + digits.substr(digits.size() - fraction_digits);
}

std::string sign_text(const Money& amount) {
    return amount.minor < 0 ? "-" : "";
}

}  // namespace

base::Result<Currency> parse_currency(std::string_view code) {
    const auto found = std::ranges::find(currencies, code, &Currency::code);
    if (found == currencies.end()) {
        return base::fail(base::ErrorCode::invalid_field,
                          "Must be the code of a supported currency, for example \"USD\".");
    }
    return *found;
}

base::Result<Money> add(const Money& a, const Money& b) {
    if (!(a.currency == b.currency)) throw std::logic_error("sum of two currencies");
    Money sum{0, a.currency};
    if (__builtin_add_overflow(a.minor, b.minor, &sum.minor)) return too_large();
    return sum;
}

base::Result<Money> multiply(const Money& amount, std::int64_t count) {
    Money product{0, amount.currency};
    if (__builtin_mul_overflow(amount.minor, count, &product.minor)) return too_large();
    return product;
}

std::string format_plain(const Money& amount) {
    return sign_text(amount) + number_text(amount, false) + " " + std::string(amount.currency.code);
}

std::string format_display(const Money& amount) {
    const std::string number = number_text(amount, true);
    const auto& currency = amount.currency;
    if (currency.symbol.empty())
        return sign_text(amount) + std::string(currency.code) + " " + number;
    return sign_text(amount) + std::string(currency.symbol) + number;
}

}  // namespace domain
