// Passwords and second factors in the bodies of requests.
#include "api/passwords.hpp"

#include "api/members.hpp"
#include "crypto/password.hpp"

namespace api {
namespace {

constexpr std::size_t code_characters_max = 32;

}  // namespace

std::string read_password(base::Fields& fields, std::string_view name) {
    const auto* value = fields.require(name);
    if (value == nullptr) return {};
    const auto* text = value->if_string();
    if (text == nullptr || text->empty() || text->size() > crypto::password_bytes_max) {
        fields.refuse(
            name, base::ErrorCode::invalid_field,
            "Must be a text of 1 to " + std::to_string(crypto::password_bytes_max) + " bytes.");
        return {};
    }
    return std::string(text->data(), text->size());
}

services::TypedFactor read_factor(base::Fields& fields) {
    services::TypedFactor factor;
    factor.code = fields.optional_text("code", up_to(code_characters_max));
    factor.recovery_code = fields.optional_text("recovery_code", up_to(code_characters_max));
    if (factor.code && factor.recovery_code) {
        fields.refuse("recovery_code", base::ErrorCode::invalid_field,
                      "Give a code or a recovery code, not both.");
    }
    return factor;
}

}  // namespace api
