// Parameters as Stripe reads them: a form whose names have brackets for what lies inside.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace outbound {

class StripeForm {
public:
    // `name` is as in Stripe's documentation: "line_items[0][quantity]".
    StripeForm& add(std::string_view name, std::string_view value);
    StripeForm& add(std::string_view name, std::int64_t value);
    // Nothing for an empty value: Stripe would take it for one to be removed.
    StripeForm& add_unless_empty(std::string_view name, std::string_view value);
    // prefix[key]=value for each.
    StripeForm& add_all(std::string_view prefix, const std::map<std::string, std::string>& values);

    // application/x-www-form-urlencoded, in the order in which it was added.
    const std::string& text() const { return text_; }

private:
    std::string text_;
};

// RFC 3986: everything but letters, digits and -._~ becomes %XX.
std::string percent_encoded(std::string_view text);

}  // namespace outbound
