// Status, title and default sentence of every error code, and how they are sent.
#include "api/problem.hpp"

#include <boost/json.hpp>

#include "obs/log.hpp"

namespace api {
namespace {

using base::ErrorCode;

}  // namespace

ProblemKind kind_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::malformed_request:
            return {400, "Malformed request", "The request is not valid HTTP."};
        case ErrorCode::malformed_json:
            return {400, "Malformed JSON", "The body is not valid JSON."};
        case ErrorCode::unknown_field:
            return {422, "Unknown field", "There is no such field."};
        case ErrorCode::missing_field:
            return {422, "Missing field", "A required field is missing."};
        case ErrorCode::invalid_field:
            return {422, "Invalid field", "A field has a wrong value."};
        case ErrorCode::unsupported_media_type:
            return {415, "Unsupported media type", "Send the body as application/json."};
        case ErrorCode::body_too_large:
            return {413, "Body too large", "The body is too large."};
        case ErrorCode::header_too_large:
            return {431, "Header too large", "The headers of the request are too large."};
        case ErrorCode::request_timeout:
            return {408, "Request timeout", "The request took too long to arrive."};
        case ErrorCode::not_found:
            return {404, "Not found", "There is nothing at this address."};
        case ErrorCode::method_not_allowed:
            return {405, "Method not allowed", "This address does not know this method."};
        case ErrorCode::idempotency_key_required:
            return {400, "Idempotency key required", "Send an Idempotency-Key with this request."};
        case ErrorCode::idempotency_key_invalid:
            return {400, "Idempotency key invalid",
                    "Idempotency-Key must have 1 to 255 printable ASCII characters."};
        case ErrorCode::idempotency_key_reused:
            return {422, "Idempotency key reused",
                    "This Idempotency-Key was used for another request."};
        case ErrorCode::idempotency_key_in_use:
            return {409, "Idempotency key in use",
                    "The first request with this Idempotency-Key is still running."};
        case ErrorCode::embed_not_found:
            return {404, "Embed not found", "There is no active embed with this key."};
        case ErrorCode::activity_not_found:
            return {404, "Activity not found", "There is no such activity."};
        case ErrorCode::session_not_found:
            return {404, "Session not found", "There is no such session."};
        case ErrorCode::reservation_not_found:
            return {404, "Reservation not found", "There is no such reservation."};
        case ErrorCode::checkout_not_found:
            return {404, "Checkout not found", "There is no such checkout."};
        case ErrorCode::invalid_spots:
            return {422, "Invalid spots", "A party of this size cannot book this session."};
        case ErrorCode::session_closed:
            return {409, "Session closed", "This session cannot be booked any more."};
        case ErrorCode::insufficient_capacity:
            return {409, "Insufficient capacity", "There are not enough free seats."};
        case ErrorCode::version_mismatch:
            return {409, "Version mismatch", "The session has changed since you looked at it."};
        case ErrorCode::too_many_holds:
            return {429, "Too many holds",
                    "You already hold as much as one visitor may. Book or release a hold first."};
        case ErrorCode::reservation_expired:
            return {410, "Reservation expired",
                    "This reservation has expired and its seats went back."};
        case ErrorCode::reservation_already_used:
            return {409, "Reservation already used",
                    "This reservation has already become a booking."};
        case ErrorCode::reservation_released:
            return {410, "Reservation released", "This reservation was given back."};
        case ErrorCode::extension_limit_reached:
            return {409, "Extension limit reached", "This reservation cannot be extended again."};
        case ErrorCode::payment_method_unavailable:
            return {422, "Payment method unavailable",
                    "This organization does not offer this way to pay."};
        case ErrorCode::payment_not_found:
            return {404, "Payment not found", "There is no such payment."};
        case ErrorCode::payment_provider_refused:
            return {502, "Payment provider refused",
                    "The payment provider would not do this. Quote the request id."};
        case ErrorCode::invalid_signature:
            return {400, "Invalid signature",
                    "The signature does not fit the body, or is too old."};
        case ErrorCode::payment_account_not_found:
            return {404, "Payment account not found", "This organization has no payment account."};
        case ErrorCode::payment_provider_unavailable:
            return {503, "Payment provider unavailable",
                    "The payment provider does not answer. Nothing was charged."};
        case ErrorCode::invalid_promo_code:
            return {422, "Invalid promo code", "This promo code is not valid for this booking."};
        case ErrorCode::invalid_gift_card:
            return {422, "Invalid gift card", "This gift card cannot pay for this booking."};
        case ErrorCode::promo_code_used_up:
            return {409, "Promo code used up", "This promo code has no uses left."};
        case ErrorCode::gift_card_balance_changed:
            return {409, "Gift card balance changed",
                    "The gift card has less than it had. Ask for a new quote."};
        case ErrorCode::refund_changed:
            return {409, "Refund changed",
                    "Cancelling gives back another amount than you were shown."};
        case ErrorCode::refund_exceeds_payment:
            return {422, "Refund exceeds payment", "No more can go back than was paid."};
        case ErrorCode::nothing_to_pay:
            return {409, "Nothing to pay", "There is nothing to pay for this booking."};
        case ErrorCode::payment_due:
            return {409, "Payment due", "This booking is not paid yet."};
        case ErrorCode::ticket_invalid:
            return {422, "Ticket invalid", "This is no ticket of yours."};
        case ErrorCode::unauthenticated:
            return {401, "Unauthenticated", "Sign in, or send an access token or an API key."};
        case ErrorCode::invalid_credentials:
            return {401, "Invalid credentials", "The email address or the password is wrong."};
        case ErrorCode::second_factor_required:
            return {401, "Second factor required", "Send the code of your second factor, too."};
        case ErrorCode::second_factor_invalid:
            return {401, "Second factor invalid", "This code is wrong, used or too old."};
        case ErrorCode::api_key_expired:
            return {401, "API key expired", "This API key has expired."};
        case ErrorCode::api_key_revoked:
            return {401, "API key revoked", "This API key was revoked."};
        case ErrorCode::permission_denied:
            return {403, "Permission denied", "Your role or key does not permit this."};
        case ErrorCode::second_factor_setup_required:
            return {403, "Second factor setup required",
                    "Your organization asks for a second factor. Set one up first."};
        case ErrorCode::csrf_token_invalid:
            return {403, "CSRF token invalid",
                    "Send the CSRF token of your sign-in with this request."};
        case ErrorCode::address_not_allowed:
            return {403, "Address not allowed", "This API key may not be used from your network."};
        case ErrorCode::origin_not_allowed:
            return {403, "Origin not allowed",
                    "This embed is not for this site; its organization says for which."};
        case ErrorCode::organization_suspended:
            return {403, "Organization suspended", "This organization is suspended."};
        case ErrorCode::not_grantable:
            return {403, "Not grantable",
                    "You can only grant what stands below your own role and within your own "
                    "permissions."};
        case ErrorCode::too_many_attempts:
            return {429, "Too many attempts", "Too many attempts. Wait a while, then try again."};
        case ErrorCode::rate_limited:
            return {429, "Rate limited",
                    "Too many requests. Wait as long as Retry-After says, then send it again."};
        case ErrorCode::link_invalid:
            return {410, "Link invalid",
                    "This link was used, has expired or was replaced by a newer one."};
        case ErrorCode::password_too_weak:
            return {422, "Password too weak", "Choose a longer or less common password."};
        case ErrorCode::organization_not_found:
            return {404, "Organization not found", "There is no such organization."};
        case ErrorCode::user_not_found:
            return {404, "User not found", "There is no such user."};
        case ErrorCode::venue_not_found:
            return {404, "Venue not found", "There is no such venue."};
        case ErrorCode::booking_not_found:
            return {404, "Booking not found", "There is no such booking."};
        case ErrorCode::customer_not_found:
            return {404, "Customer not found", "There is no such customer."};
        case ErrorCode::api_key_not_found:
            return {404, "API key not found", "There is no such API key."};
        case ErrorCode::ticket_type_not_found:
            return {404, "Ticket type not found", "There is no such ticket type."};
        case ErrorCode::price_rule_not_found:
            return {404, "Price rule not found", "There is no such price rule."};
        case ErrorCode::tax_rate_not_found:
            return {404, "Tax rate not found", "There is no such tax rate."};
        case ErrorCode::promo_code_not_found:
            return {404, "Promo code not found", "There is no such promo code."};
        case ErrorCode::mail_not_found:
            return {404, "Mail not found", "There is no such mail."};
        case ErrorCode::gift_card_not_found:
            return {404, "Gift card not found", "There is no such gift card."};
        case ErrorCode::webhook_endpoint_not_found:
            return {404, "Webhook endpoint not found", "There is no such webhook endpoint."};
        case ErrorCode::webhook_delivery_not_found:
            return {404, "Webhook delivery not found",
                    "There is no such delivery, or it is older than the log."};
        case ErrorCode::webhook_endpoint_limit_reached:
            return {409, "Webhook endpoint limit reached",
                    "Your organization has as many webhook endpoints as it may have."};
        case ErrorCode::precondition_required:
            return {428, "Precondition required",
                    "Send If-Match with the version that you have seen."};
        case ErrorCode::precondition_failed:
            return {412, "Precondition failed",
                    "It has changed since you looked at it. Read it again."};
        case ErrorCode::already_exists:
            return {409, "Already exists", "There is already one with this name or address."};
        case ErrorCode::invalid_transition:
            return {409, "Invalid transition", "Its state does not allow this."};
        case ErrorCode::last_owner:
            return {409, "Last owner", "The organization needs at least one active owner."};
        case ErrorCode::second_factor_exists:
            return {409, "Second factor exists", "A second factor is set up already."};
        case ErrorCode::second_factor_missing:
            return {409, "Second factor missing", "No second factor is set up."};
        case ErrorCode::overloaded:
            return {503, "Overloaded", "Too much is going on at once. Try again in a moment."};
        case ErrorCode::database_unavailable:
            return {503, "Database unavailable", "The database cannot be reached at the moment."};
        case ErrorCode::deadline_exceeded:
            return {503, "Deadline exceeded", "There was no time left to do this."};
        case ErrorCode::shutting_down:
            return {503, "Shutting down", "This server is stopping. Try again."};
        case ErrorCode::internal:
        case ErrorCode::invalid_configuration:
        case ErrorCode::migration_refused:
            break;
    }
    return {500, "Internal error", "Something went wrong on our side. Quote the request id."};
}

std::string detail_of(const base::Error& error) {
    return error.detail.empty() ? std::string(kind_of(error.code).detail) : error.detail;
}

http::Response problem(const base::Error& error, const store::Request& request) {
    const ProblemKind kind = kind_of(error.code);
    const std::string code(kind.status == 500 ? "internal" : base::to_string(error.code));
    if (!error.cause.empty()) {
        obs::log(kind.status == 500 ? obs::Level::error : obs::Level::warn, "request_failed",
                 {{"request_id", request.id},
                  {"trace_id", request.trace.id},
                  {"code", code},
                  {"cause", error.cause}});
    }
    boost::json::object body;
    body["type"] = "/docs#" + code;
    body["title"] = kind.title;
    body["status"] = kind.status;
    body["detail"] = kind.status == 500 ? std::string(kind.detail) : detail_of(error);
    body["code"] = code;
    body["request_id"] = request.id;
    if (!error.param.empty()) body["param"] = error.param;
    for (const auto& [name, value] : error.facts) body[name] = value;

    http::Response response;
    response.status = kind.status;
    response.set("Content-Type", "application/problem+json");
    response.set("Cache-Control", "no-store");
    if (error.retry_after_seconds) {
        response.set("Retry-After", std::to_string(*error.retry_after_seconds));
    }
    // RFC 9110, 11.6.1: which kind of credentials would help.
    if (kind.status == 401) response.set("WWW-Authenticate", "Bearer");
    response.body = boost::json::serialize(body);
    return response;
}

}  // namespace api
