// What makes two presses of a button one request.
#include "pages/request_token.hpp"

#include "base/hash.hpp"
#include "base/ids.hpp"

namespace pages {
namespace {

constexpr int request_token_bytes = 16;

}  // namespace

std::string new_request_token() {
    return base::random_hex(request_token_bytes);
}

bool is_request_token(std::string_view text) {
    return text.size() == 2 * request_token_bytes &&
           text.find_first_not_of("0123456789abcdef") == text.npos;
}

store::Idempotency idempotency_of(const std::string& name) {
    store::Idempotency idempotency;
    idempotency.key = "page-" + name;
    idempotency.fingerprint = base::sha256_hex(*idempotency.key);
    return idempotency;
}

}  // namespace pages
