// The form with name and addresses.
#include "pages/details.hpp"

#include <gtest/gtest.h>

namespace pages {
namespace {

Details typed(std::string first, std::string last, std::string email, std::string phone) {
    Details details;
    details.first_name.typed = std::move(first);
    details.last_name.typed = std::move(last);
    details.email.typed = std::move(email);
    details.phone.typed = std::move(phone);
    return details;
}

TEST(Details, AreTrimmedAndTheEmailIsLowered) {
    auto details = typed(" Ann ", "Archer", " Ann@Example.COM ", " +44 20 ");
    const auto contact = check_details(details);
    ASSERT_TRUE(contact);
    EXPECT_EQ(contact->contact.first_name, "Ann");
    EXPECT_EQ(contact->contact.email, "ann@example.com");
    EXPECT_EQ(contact->contact.phone, "+44 20");
    EXPECT_FALSE(details.has_faults());
}

TEST(Details, MayHaveNoPhone) {
    auto details = typed("Ann", "Archer", "ann@example.com", "  ");
    const auto contact = check_details(details);
    ASSERT_TRUE(contact);
    EXPECT_EQ(contact->contact.phone, std::nullopt);
}

TEST(Details, TellEveryFaultAtOnce) {
    auto details = typed("", std::string(101, 'x'), "ann@localhost", "1\n2");
    EXPECT_FALSE(check_details(details));
    EXPECT_EQ(details.first_name.fault, "Enter your first name.");
    EXPECT_EQ(details.last_name.fault, "Your last name must have 1 to 100 characters.");
    EXPECT_EQ(details.email.fault, "Enter an email address like ann@example.com.");
    EXPECT_EQ(details.phone.fault,
              "Your phone number must be plain text without control characters.");
    const auto values = details_values(details);
    EXPECT_EQ(values.at("faults").as_array().size(), 4U);
    EXPECT_EQ(values.at("last_name").at("typed").as_string(), std::string(101, 'x'));
}

TEST(Details, CountCharactersNotBytes) {
    std::string name;
    for (int i = 0; i < 100; ++i) name += "ë";
    auto details = typed(name, "Archer", "ann@example.com", "");
    EXPECT_TRUE(check_details(details));
}

}  // namespace
}  // namespace pages
