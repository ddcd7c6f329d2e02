// Spelling of the error codes.
#include "base/error.hpp"

namespace base {

std::string_view to_string(ErrorCode code) {
    switch (code) {
        case ErrorCode::malformed_request:
            return "malformed_request";
        case ErrorCode::malformed_json:
            return "malformed_json";
        case ErrorCode::unknown_field:
            return "unknown_field";
        case ErrorCode::missing_field:
            return "missing_field";
        case ErrorCode::invalid_field:
            return "invalid_field";
        case ErrorCode::unsupported_media_type:
            return "unsupported_media_type";
        case ErrorCode::body_too_large:
            return "body_too_large";
        case ErrorCode::header_too_large:
            return "header_too_large";
        case ErrorCode::request_timeout:
            return "request_timeout";
        case ErrorCode::not_found:
            return "not_found";
        case ErrorCode::method_not_allowed:
            return "method_not_allowed";
        case ErrorCode::idempotency_key_required:
            return "idempotency_key_required";
        case ErrorCode::idempotency_key_invalid:
            return "idempotency_key_invalid";
        case ErrorCode::idempotency_key_reused:
            return "idempotency_key_reused";
        case ErrorCode::idempotency_key_in_use:
            return "idempotency_key_in_use";
        case ErrorCode::embed_not_found:
            return "embed_not_found";
        case ErrorCode::activity_not_found:
            return "activity_not_found";
        case ErrorCode::session_not_found:
            return "session_not_found";
        case ErrorCode::reservation_not_found:
            return "reservation_not_found";
        case ErrorCode::checkout_not_found:
            return "checkout_not_found";
        case ErrorCode::invalid_spots:
            return "invalid_spots";
        case ErrorCode::session_closed:
            return "session_closed";
        case ErrorCode::insufficient_capacity:
            return "insufficient_capacity";
        case ErrorCode::version_mismatch:
            return "version_mismatch";
        case ErrorCode::too_many_holds:
            return "too_many_holds";
        case ErrorCode::reservation_expired:
            return "reservation_expired";
        case ErrorCode::reservation_already_used:
            return "reservation_already_used";
        case ErrorCode::reservation_released:
            return "reservation_released";
        case ErrorCode::extension_limit_reached:
            return "extension_limit_reached";
        case ErrorCode::payment_method_unavailable:
            return "payment_method_unavailable";
        case ErrorCode::unauthenticated:
            return "unauthenticated";
        case ErrorCode::invalid_credentials:
            return "invalid_credentials";
        case ErrorCode::second_factor_required:
            return "second_factor_required";
        case ErrorCode::second_factor_invalid:
            return "second_factor_invalid";
        case ErrorCode::api_key_expired:
            return "api_key_expired";
        case ErrorCode::api_key_revoked:
            return "api_key_revoked";
        case ErrorCode::permission_denied:
            return "permission_denied";
        case ErrorCode::second_factor_setup_required:
            return "second_factor_setup_required";
        case ErrorCode::csrf_token_invalid:
            return "csrf_token_invalid";
        case ErrorCode::address_not_allowed:
            return "address_not_allowed";
        case ErrorCode::organization_suspended:
            return "organization_suspended";
        case ErrorCode::not_grantable:
            return "not_grantable";
        case ErrorCode::too_many_attempts:
            return "too_many_attempts";
        case ErrorCode::link_invalid:
            return "link_invalid";
        case ErrorCode::password_too_weak:
            return "password_too_weak";
        case ErrorCode::organization_not_found:
            return "organization_not_found";
        case ErrorCode::user_not_found:
            return "user_not_found";
        case ErrorCode::venue_not_found:
            return "venue_not_found";
        case ErrorCode::booking_not_found:
            return "booking_not_found";
        case ErrorCode::customer_not_found:
            return "customer_not_found";
        case ErrorCode::api_key_not_found:
            return "api_key_not_found";
        case ErrorCode::precondition_required:
            return "precondition_required";
        case ErrorCode::precondition_failed:
            return "precondition_failed";
        case ErrorCode::already_exists:
            return "already_exists";
        case ErrorCode::invalid_transition:
            return "invalid_transition";
        case ErrorCode::last_owner:
            return "last_owner";
        case ErrorCode::second_factor_exists:
            return "second_factor_exists";
        case ErrorCode::second_factor_missing:
            return "second_factor_missing";
        case ErrorCode::overloaded:
            return "overloaded";
        case ErrorCode::database_unavailable:
            return "database_unavailable";
        case ErrorCode::deadline_exceeded:
            return "deadline_exceeded";
        case ErrorCode::shutting_down:
            return "shutting_down";
        case ErrorCode::internal:
            return "internal";
        case ErrorCode::invalid_configuration:
            return "invalid_configuration";
        case ErrorCode::migration_refused:
            return "migration_refused";
    }
    return "internal";
}

std::optional<ErrorCode> parse_error_code(std::string_view text) {
    for (int i = 0; i <= static_cast<int>(ErrorCode::migration_refused); ++i) {
        const auto code = static_cast<ErrorCode>(i);
        if (to_string(code) == text) return code;
    }
    return std::nullopt;
}

}  // namespace base
