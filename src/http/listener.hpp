// The listening socket of one thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <string>

#include "base/error.hpp"

namespace http {

// Listens on a port that nobody listens on yet, another bookingtms included: the socket becomes
// shareable only after the kernel gave it the port alone. invalid_configuration where it cannot be
// had. Port 0: any free port.
base::Result<boost::asio::ip::tcp::acceptor> open_listener(boost::asio::any_io_executor executor,
                                                           const std::string& address,
                                                           std::uint16_t port);

// One more socket on the port of `first`; the kernel spreads the connections over them.
base::Result<boost::asio::ip::tcp::acceptor> open_another_listener(
    boost::asio::any_io_executor executor, const boost::asio::ip::tcp::acceptor& first);

}  // namespace http
