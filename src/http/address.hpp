// Whose request it is when proxies stand in between.
#pragma once

#include <string>

#include "base/networks.hpp"
#include "http/message.hpp"

namespace http {

struct Proxies {
    base::Networks trusted;
    // They send Forwarded (RFC 7239) and not X-Forwarded-For. Only one of both counts: a proxy that
    // writes one lets the other pass as the client made it up.
    bool use_rfc_7239 = false;
};

// The address of the client, "192.0.2.7" or "2001:db8::7", never with a port. The header counts
// only as far as trusted proxies wrote it: read from the right, the first address that is not one
// of theirs is the client; what stands left of it the client may have made up. Where an entry is no
// address, the last good one is given.
std::string client_address(const Request& request, const Proxies& proxies);

}  // namespace http
