// Where the program may connect to when somebody else chose the URL: the public internet, never a
// private network, this machine, or the metadata service of a cloud.
#pragma once

#include <sys/socket.h>

#include <optional>
#include <string>

#include "base/networks.hpp"

namespace outbound {

// Whether everybody on the internet means the same host by the address: none of the special-purpose
// addresses of IANA (RFC 6890 and its successors), also not where an IPv6 address carries one (IPv4
// mapped, 6to4, NAT64).
bool is_public(const base::IpAddress& address);

// The same of the address of a connection (HttpRequest::admits). Other families than IPv4 and IPv6
// are not public.
bool is_public(const sockaddr& address);

// What is wrong with a URL that somebody else chose, as a sentence; nothing where requests may be
// sent to it. It is read by the parser that reads it when it is used. Names are judged by their
// form here: what they resolve to is judged with each connection. Private addresses, names without
// a domain and http are right only where `admits_private`.
std::optional<std::string> fault_of_url(const std::string& url, bool admits_private);

}  // namespace outbound
