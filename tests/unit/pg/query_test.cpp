// Parameters and rows against results built by hand.
#include "pg/query.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <stdexcept>

namespace pg {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::Eq;
using testing::Optional;

// One row with these values in text format.
Rows row_of(const std::vector<std::optional<std::string>>& values) {
    std::shared_ptr<PGresult> result(PQmakeEmptyPGresult(nullptr, PGRES_TUPLES_OK), PQclear);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < values.size(); ++i) names.push_back("c" + std::to_string(i));
    std::vector<PGresAttDesc> columns(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) columns[i].name = names[i].data();
    PQsetResultAttrs(result.get(), static_cast<int>(columns.size()), columns.data());
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::string value = values[i].value_or("");
        const int length = values[i] ? static_cast<int>(value.size()) : -1;
        PQsetvalue(result.get(), 0, static_cast<int>(i), values[i] ? value.data() : nullptr,
                   length);
    }
    return Rows(std::move(result));
}

base::Instant instant_of(const std::string& text) {
    return row_of({text})[0].instant(0);
}

base::Instant at(std::chrono::year_month_day date, std::chrono::microseconds time) {
    return std::chrono::sys_days(date) + time;
}

TEST(Params, AreTextsInTheOrderInWhichTheyWereGiven) {
    const base::Uuid id = *base::parse_uuid("0190163d-8694-7396-aea5-9a9a6d7d5c4b");
    Params params;
    params.text("Ann").integer(-7).boolean(true).boolean(false).uuid(id).null();
    EXPECT_THAT(params.values(),
                ElementsAre("Ann", "-7", "t", "f", "0190163d-8694-7396-aea5-9a9a6d7d5c4b",
                            Eq(std::nullopt)));
}

TEST(Params, WhatIsAbsentBecomesNull) {
    Params params;
    params.text(std::optional<std::string>()).integer(std::optional<std::int64_t>());
    params.text(std::optional<std::string>("x")).integer(std::optional<std::int64_t>(5));
    EXPECT_THAT(params.values(), ElementsAre(Eq(std::nullopt), Eq(std::nullopt), "x", "5"));
}

TEST(Params, AnInstantKeepsItsMicroseconds) {
    using namespace std::chrono;
    Params params;
    params.instant(at(2026y / March / 9, 1h + 2min + 3s + 45us));
    params.instant(at(1969y / December / 31, 23h + 59min + 59s + 999999us));
    EXPECT_THAT(params.values(),
                ElementsAre("2026-03-09T01:02:03.000045Z", "1969-12-31T23:59:59.999999Z"));
}

TEST(Params, EveryElementOfAnArrayIsQuoted) {
    Params params;
    params.array(
        {"plain", R"(a "quoted" back\slash)", "{braces, and commas}", "", "NULL", std::nullopt});
    params.array({});
    EXPECT_THAT(
        params.values(),
        ElementsAre(R"({"plain","a \"quoted\" back\\slash","{braces, and commas}","","NULL",NULL})",
                    "{}"));
}

TEST(Params, ANulCharacterIsRefusedInsteadOfCuttingTheText) {
    Params params;
    const std::string with_nul("a\0b", 3);
    EXPECT_THROW(params.text(with_nul), std::logic_error);
    EXPECT_THROW(params.array({with_nul}), std::logic_error);
}

TEST(Row, GivesValuesByTheirType) {
    const Rows rows = row_of({"Ann", "-42", "t", "f", "0190163D-8694-7396-AEA5-9A9A6D7D5C4B"});
    EXPECT_EQ(rows.size(), 1);
    EXPECT_EQ(rows[0].text(0), "Ann");
    EXPECT_EQ(rows[0].integer(1), -42);
    EXPECT_TRUE(rows[0].boolean(2));
    EXPECT_FALSE(rows[0].boolean(3));
    EXPECT_EQ(base::to_string(rows[0].uuid(4)), "0190163d-8694-7396-aea5-9a9a6d7d5c4b");
}

TEST(Row, TellsNullFromEmpty) {
    const Rows rows = row_of({std::nullopt, "", "7"});
    EXPECT_TRUE(rows[0].is_null(0));
    EXPECT_FALSE(rows[0].is_null(1));
    EXPECT_EQ(rows[0].optional_text(0), std::nullopt);
    EXPECT_THAT(rows[0].optional_text(1), Optional(std::string()));
    EXPECT_EQ(rows[0].optional_integer(0), std::nullopt);
    EXPECT_THAT(rows[0].optional_integer(2), Optional(7));
}

TEST(Row, ReadsInstantsAsPostgresqlWritesThemInUtc) {
    using namespace std::chrono;
    EXPECT_EQ(instant_of("2026-03-29 01:30:00+00"), at(2026y / March / 29, 1h + 30min));
    EXPECT_EQ(instant_of("2026-03-29 01:30:00.5+00"), at(2026y / March / 29, 1h + 30min + 500ms));
    EXPECT_EQ(instant_of("2026-03-29 01:30:00.000045+00"),
              at(2026y / March / 29, 1h + 30min + 45us));
    EXPECT_EQ(instant_of("1969-12-31 23:59:59.999999+00"),
              at(1970y / January / 1, std::chrono::microseconds(-1)));
    EXPECT_EQ(instant_of("10000-01-01 00:00:00+00"), at(10000y / January / 1, 0us));
}

TEST(Row, AValueOfAnotherTypeIsAFaultOfTheProgram) {
    const Rows rows = row_of({"Ann", std::nullopt});
    EXPECT_THROW(rows[0].integer(0), std::logic_error);
    EXPECT_THROW(rows[0].boolean(0), std::logic_error);
    EXPECT_THROW(rows[0].uuid(0), std::logic_error);
    EXPECT_THROW(rows[0].instant(0), std::logic_error);
    EXPECT_THROW(rows[0].text(1), std::logic_error);
    EXPECT_THROW(rows[0].integer(1), std::logic_error);
    EXPECT_THROW(rows[0].text(2), std::logic_error);
    EXPECT_THROW(rows[0].text(-1), std::logic_error);
    EXPECT_THROW(rows[1].text(0), std::logic_error);
    EXPECT_THROW(Rows()[0].text(0), std::logic_error);
}

TEST(Row, InstantsInOtherFormatsAreRefused) {
    for (const char* text :
         {"2026-03-29 01:30:00+01", "2026-03-29 01:30:00", "2026-03-29", "infinity",
          "0044-03-15 12:00:00+00 BC", "29/03/2026 01:30:00 UTC", "2026-03-29 01:30:00.+00", ""}) {
        EXPECT_THROW(instant_of(text), std::logic_error) << text;
    }
}

TEST(Rows, WithoutAResultAreEmpty) {
    EXPECT_TRUE(Rows().empty());
    EXPECT_EQ(Rows().affected(), 0);
}

}  // namespace
}  // namespace pg
