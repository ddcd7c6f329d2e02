// Percent-encoding, and nothing else: names and values of any bytes arrive as they are.
#include "outbound/stripe_form.hpp"

namespace outbound {

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string result;
    for (const char c : text) {
        if (plain.find(c) != std::string_view::npos) {
            result += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        result += {'%', digits[byte >> 4], digits[byte & 15]};
    }
    return result;
}

StripeForm& StripeForm::add(std::string_view name, std::string_view value) {
    if (!text_.empty()) text_ += '&';
    text_ += percent_encoded(name) + '=' + percent_encoded(value);
    return *this;
}

StripeForm& StripeForm::add(std::string_view name, std::int64_t value) {
    return add(name, std::to_string(value));
}

StripeForm& StripeForm::add_unless_empty(std::string_view name, std::string_view value) {
    return value.empty() ? *this : add(name, value);
}

StripeForm& StripeForm::add_all(std::string_view prefix,
                                const std::map<std::string, std::string>& values) {
    for (const auto& [name, value] : values) {
        add(std::string(prefix) + "[" + name + "]", value);
    }
    return *this;
}

}  // namespace outbound
