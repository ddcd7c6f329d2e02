// What can go wrong and is expected to: a value, never an exception. Only api/problem.cpp turns an
// Error into HTTP.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace base {

// Every code a client can meet. The spelling in `code` of a problem is to_string(); status and
// title stand in api/problem.cpp, the meaning in openapi.yaml.
enum class ErrorCode {
    // The request itself.
    malformed_request,       // not HTTP that we understand, or a broken URL
    malformed_json,          // the body is not JSON, or not an object
    unknown_field,           // a member that the operation does not know
    missing_field,           // a required member is absent
    invalid_field,           // wrong type or value out of range; `param` names it
    unsupported_media_type,  // body not application/json
    body_too_large,
    header_too_large,
    request_timeout,  // the client was too slow to send its request
    not_found,        // no such path
    method_not_allowed,
    idempotency_key_required,
    idempotency_key_invalid,
    idempotency_key_reused,  // same key, other request
    idempotency_key_in_use,  // the first request with this key is still running
    // The things that requests name. Another tenant's thing is not found.
    embed_not_found,
    activity_not_found,
    session_not_found,
    reservation_not_found,
    checkout_not_found,
    // Holds and bookings.
    invalid_spots,
    session_closed,  // closed, blocked, past its cutoff or outside the booking window
    insufficient_capacity,
    version_mismatch,
    too_many_holds,  // this visitor already holds as much as one visitor may
    reservation_expired,
    reservation_already_used,
    reservation_released,
    extension_limit_reached,
    payment_method_unavailable,
    payment_not_found,
    payment_provider_refused,      // it answered, and would not do it
    payment_provider_unavailable,  // it does not answer; nothing was charged
    invalid_promo_code,            // none, or not valid for this booking
    invalid_gift_card,             // none, or nothing of it is left
    promo_code_used_up,            // somebody was faster
    gift_card_balance_changed,     // somebody was faster
    refund_changed,                // what cancelling gives back is no longer what was shown
    refund_exceeds_payment,
    nothing_to_pay,
    payment_due,        // what is still to pay comes before the door
    ticket_invalid,     // the code is none of ours
    invalid_signature,  // of a webhook of a payment provider
    payment_account_not_found,
    // People, keys and what they may do.
    unauthenticated,
    invalid_credentials,
    second_factor_required,
    second_factor_invalid,
    api_key_expired,
    api_key_revoked,
    permission_denied,
    second_factor_setup_required,
    csrf_token_invalid,
    address_not_allowed,
    origin_not_allowed,  // the embed is not for the site whose script asks
    organization_suspended,
    not_grantable,
    too_many_attempts,
    rate_limited,  // more requests than the limit of an address, user or key allows
    link_invalid,
    password_too_weak,
    organization_not_found,
    user_not_found,
    venue_not_found,
    booking_not_found,
    customer_not_found,
    api_key_not_found,
    ticket_type_not_found,
    price_rule_not_found,
    tax_rate_not_found,
    promo_code_not_found,
    gift_card_not_found,
    mail_not_found,
    webhook_endpoint_not_found,
    webhook_delivery_not_found,
    webhook_endpoint_limit_reached,
    precondition_required,
    precondition_failed,
    already_exists,
    invalid_transition,
    last_owner,
    second_factor_exists,
    second_factor_missing,
    // Ours, not the client's. Retry-After tells when to come back.
    overloaded,  // a queue is full
    database_unavailable,
    deadline_exceeded,
    shutting_down,
    internal,
    // Operators, on the command line.
    invalid_configuration,
    migration_refused,  // the last one
};

// snake_case spelling, as clients see it.
std::string_view to_string(ErrorCode code);
std::optional<ErrorCode> parse_error_code(std::string_view text);

struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string detail;  // one sentence for the person who reads the reply; never internals
    std::string param;   // JSON pointer ("/customer/email") or query name ("from"); empty: no field
    // Further numbers that the contract promises, for example capacity_remaining and version.
    std::vector<std::pair<std::string, std::int64_t>> facts;
    std::optional<int> retry_after_seconds;
    std::string cause;  // for the log only, never sent
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Error error) {
    return tl::unexpected<Error>(std::move(error));
}

inline tl::unexpected<Error> fail(ErrorCode code, std::string detail, std::string param = {}) {
    Error error;
    error.code = code;
    error.detail = std::move(detail);
    error.param = std::move(param);
    return tl::unexpected<Error>(std::move(error));
}

}  // namespace base
