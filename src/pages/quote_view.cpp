// The price of a hold line by line, and how it can be paid.
#include "pages/quote_view.hpp"

#include <algorithm>

#include "pages/words.hpp"

namespace pages {
namespace {

std::int64_t minor_of(const boost::json::object& quote, std::string_view name) {
    return quote.at(name).at("amount").as_int64();
}

std::string label_of(const std::string& method) {
    if (method == "pay_at_venue") return "Pay at the venue";
    if (method == "stripe") return "Pay online";
    return "Test payment, no real money";
}

// What a way of payment asks for: the deposit or everything now, or everything at the venue.
std::string hint_of(const std::string& method, const boost::json::object& quote) {
    if (method == "pay_at_venue") return "Nothing is charged now.";
    const std::string now = amount_in_words(quote.at("due_now")) + " now";
    const std::int64_t later = minor_of(quote, "due") - minor_of(quote, "due_now");
    if (later == 0) return now + ".";
    const std::string currency(quote.at("currency").as_string());
    return now + ", " + money_in_words(later, currency) + " later.";
}

}  // namespace

std::string amount_in_words(const boost::json::value& amount) {
    return money_in_words(amount.at("amount").as_int64(),
                          std::string(amount.at("currency").as_string()));
}

boost::json::array lines_values(const boost::json::array& lines) {
    boost::json::array values;
    for (const auto& line : lines) {
        const auto& object = line.as_object();
        boost::json::object item;
        item["name"] = object.at("name");
        if (const auto* quantity = object.if_contains("quantity")) item["quantity"] = *quantity;
        item["amount"] = amount_in_words(object.at("amount"));
        const auto* included = object.if_contains("is_inclusive");
        item["is_included"] = included != nullptr && included->is_bool() && included->as_bool();
        values.push_back(std::move(item));
    }
    return values;
}

boost::json::object quote_values(const boost::json::object& quote) {
    boost::json::object values;
    values["lines"] = lines_values(quote.at("lines").as_array());
    values["total"] = amount_in_words(quote.at("total"));
    values["has_gift_card"] = minor_of(quote, "gift_card") != 0;
    values["due"] = amount_in_words(quote.at("due"));
    return values;
}

boost::json::object payment_values(const std::vector<std::string>& methods,
                                   const std::string& chosen, const boost::json::object& quote) {
    const bool is_known = std::find(methods.begin(), methods.end(), chosen) != methods.end();
    boost::json::array items;
    for (const std::string& method : methods) {
        boost::json::object item;
        item["method"] = method;
        item["label"] = label_of(method);
        item["hint"] = hint_of(method, quote);
        item["is_chosen"] = method == (is_known ? chosen : methods.front());
        items.push_back(std::move(item));
    }
    const bool is_due = minor_of(quote, "due") > 0;
    boost::json::object values;
    values["is_free"] = !is_due;
    values["has_choice"] = is_due && methods.size() > 1;
    values["none"] = methods.empty();
    // The only way, or the one that what costs nothing takes.
    if (!items.empty() && (!is_due || methods.size() == 1)) values["only"] = items.front();
    values["methods"] = std::move(items);
    return values;
}

}  // namespace pages
