// The contract as people read it.
#include "pages/contract_view.hpp"

#include <gtest/gtest.h>

#include "base/embedded_file.hpp"

namespace pages {
namespace {

boost::json::value contract() {
    for (const base::EmbeddedFile& file : assets::files()) {
        if (file.path == "openapi/openapi.json") return boost::json::parse(file.content);
    }
    throw std::logic_error("openapi/openapi.json is not built in");
}

const boost::json::object& named(const boost::json::array& rows, std::string_view member,
                                 std::string_view name) {
    for (const auto& row : rows) {
        if (row.at(member).as_string() == name) return row.as_object();
    }
    throw std::out_of_range(std::string(name));
}

TEST(ContractView, HasEveryOperationOnce) {
    const auto source = contract();
    std::size_t expected = 0;
    for (const auto& path : source.at("paths").as_object()) {
        for (const auto& member : path.value().as_object()) {
            if (member.key() != "parameters") ++expected;
        }
    }
    std::size_t shown = 0;
    const auto values = contract_values(source);
    for (const auto& tag : values.at("tags").as_array()) {
        shown += tag.at("operations").as_array().size();
    }
    EXPECT_EQ(shown, expected);
}

TEST(ContractView, ShowsParametersOfThePathAndOfTheOperation) {
    const auto values = contract_values(contract());
    const auto& embeds = named(values.at("tags").as_array(), "name", "Embeds");
    const auto& operation = named(embeds.at("operations").as_array(), "id", "list_availability");
    const auto& parameters = operation.at("parameters").as_array();
    EXPECT_EQ(named(parameters, "name", "embed_key").at("in").as_string(), "path");
    EXPECT_TRUE(named(parameters, "name", "from").at("is_required").as_bool());
    EXPECT_FALSE(named(parameters, "name", "spots").at("is_required").as_bool());
}

TEST(ContractView, ShowsMembersInsideMembers) {
    const auto values = contract_values(contract());
    const auto& schema = named(values.at("schemas").as_array(), "name", "Activity");
    const auto& currency = named(schema.at("members").as_array(), "name", "price.currency");
    EXPECT_TRUE(currency.at("is_required").as_bool());
    EXPECT_EQ(currency.at("schema").as_string(), "Currency");
}

TEST(ContractView, WritesExamplesOverSeveralLines) {
    const auto values = contract_values(contract());
    const auto& tag = named(values.at("tags").as_array(), "name", "Reservations");
    const auto& operation = named(tag.at("operations").as_array(), "id", "create_reservation");
    const auto& example = operation.at("body").as_array().at(0).at("examples").as_array().at(0);
    EXPECT_EQ(example.at("json").as_string(),
              "{\n  \"session_id\": \"0199a0c2-7f00-7000-8000-0000000000c2\",\n"
              "  \"spots\": 2\n}");
}

}  // namespace
}  // namespace pages
