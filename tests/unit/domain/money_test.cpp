// Amounts of money.
#include "domain/money.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace domain {
namespace {

constexpr auto largest = std::numeric_limits<std::int64_t>::max();
constexpr auto smallest = std::numeric_limits<std::int64_t>::min();

Money money(std::int64_t minor, std::string_view code) {
    return {minor, parse_currency(code).value()};
}

TEST(Money, IsWrittenWithTheDigitsOfItsCurrency) {
    struct Row {
        std::int64_t minor;
        const char* code;
        const char* plain;
        const char* display;
    };
    for (const Row& row : {
             Row{4900, "USD", "49.00 USD", "$49.00"},
             Row{2000, "GBP", "20.00 GBP", "£20.00"},
             Row{4900, "JPY", "4900 JPY", "¥4,900"},
             Row{1250, "KWD", "1.250 KWD", "KWD 1.250"},
             Row{0, "EUR", "0.00 EUR", "€0.00"},
             Row{5, "EUR", "0.05 EUR", "€0.05"},
             Row{7, "TND", "0.007 TND", "TND 0.007"},
             Row{0, "ISK", "0 ISK", "ISK 0"},
             Row{-1250, "AUD", "-12.50 AUD", "-A$12.50"},
             Row{-5, "CHF", "-0.05 CHF", "-CHF 0.05"},
             Row{100'000, "CAD", "1000.00 CAD", "CA$1,000.00"},
             Row{99'999, "NZD", "999.99 NZD", "NZ$999.99"},
             Row{123'456'789, "SEK", "1234567.89 SEK", "SEK 1,234,567.89"},
             Row{largest, "USD", "92233720368547758.07 USD", "$92,233,720,368,547,758.07"},
             Row{smallest, "USD", "-92233720368547758.08 USD", "-$92,233,720,368,547,758.08"},
         }) {
        EXPECT_EQ(format_plain(money(row.minor, row.code)), row.plain);
        EXPECT_EQ(format_display(money(row.minor, row.code)), row.display);
    }
}

TEST(Money, EveryCurrencyHasTheDigitsOfIso4217) {
    for (const char* code : {"USD", "EUR", "GBP", "AUD", "CAD", "CHF", "SEK", "NOK", "DKK", "PLN",
                             "CZK", "NZD", "MXN", "BRL", "INR", "SGD", "HKD", "ZAR", "AED"}) {
        EXPECT_EQ(parse_currency(code).value().minor_digits, 2) << code;
    }
    for (const char* code : {"JPY", "KRW", "CLP", "VND", "ISK"}) {
        EXPECT_EQ(parse_currency(code).value().minor_digits, 0) << code;
    }
    for (const char* code : {"KWD", "BHD", "JOD", "OMR", "TND"}) {
        EXPECT_EQ(parse_currency(code).value().minor_digits, 3) << code;
    }
}

TEST(Money, AnUnknownCurrencyIsAnInvalidField) {
    for (const char* code : {"", "usd", "US", "USDX", "XXX", "$"}) {
        ASSERT_FALSE(parse_currency(code)) << code;
        EXPECT_EQ(parse_currency(code).error().code, base::ErrorCode::invalid_field);
    }
}

TEST(Money, AddsUpToTheLargestAmountAndNoFurther) {
    EXPECT_EQ(add(money(4900, "USD"), money(-900, "USD")).value(), money(4000, "USD"));
    EXPECT_EQ(add(money(largest - 1, "USD"), money(1, "USD")).value(), money(largest, "USD"));
    EXPECT_FALSE(add(money(largest, "USD"), money(1, "USD")));
    EXPECT_FALSE(add(money(smallest, "USD"), money(-1, "USD")));
}

TEST(Money, MultipliesUpToTheLargestAmountAndNoFurther) {
    EXPECT_EQ(multiply(money(4900, "USD"), 6).value(), money(29'400, "USD"));
    EXPECT_EQ(multiply(money(largest, "USD"), 1).value(), money(largest, "USD"));
    EXPECT_EQ(multiply(money(largest, "USD"), 0).value(), money(0, "USD"));
    EXPECT_FALSE(multiply(money(largest / 2 + 1, "USD"), 2));
    EXPECT_FALSE(multiply(money(smallest, "USD"), -1));
}

TEST(Money, TwoCurrenciesAreNeverAdded) {
    EXPECT_THROW((void)add(money(1, "USD"), money(1, "EUR")), std::logic_error);
    EXPECT_NE(money(1, "USD"), money(1, "EUR"));
}

}  // namespace
}  // namespace domain
