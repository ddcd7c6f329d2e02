// Binds and listens, and explains what is in the way.
#include "http/listener.hpp"

#include <sys/socket.h>

#include <utility>

namespace http {
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

std::string explain(const boost::system::error_code& error, const tcp::endpoint& endpoint) {
    const std::string port = std::to_string(endpoint.port());
    const std::string address = endpoint.address().to_string();
    if (error == asio::error::address_in_use) {
        return "Port " + port +
               " is already in use. Stop the program that uses it or choose another with --port.";
    }
    if (error == asio::error::access_denied) {
        return "Port " + port +
               " may only be used by an administrator. Choose one from 1024 on with --port, or "
               "give "
               "the program the capability CAP_NET_BIND_SERVICE.";
    }
    if (error == boost::system::errc::address_not_available) {
        return "The address " + address +
               " does not belong to this machine. Choose another with --address, 0.0.0.0 for all.";
    }
    return "Cannot listen on " + address + " port " + port + ": " + error.message() +
           ". Choose others with --address and --port.";
}

base::Result<tcp::acceptor> explained_failure(const boost::system::error_code& error,
                                              const tcp::endpoint& endpoint) {
    return base::fail(base::ErrorCode::invalid_configuration, explain(error, endpoint));
}

void make_shareable(tcp::acceptor& acceptor, boost::system::error_code& error) {
    const int on = 1;
    if (setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0) {
        error.assign(errno, boost::system::system_category());
    }
}

}  // namespace

base::Result<tcp::acceptor> open_listener(asio::any_io_executor executor,
                                          const std::string& address, std::uint16_t port) {
    boost::system::error_code error;
    const auto parsed = asio::ip::make_address(address, error);
    if (error) {
        return base::fail(base::ErrorCode::invalid_configuration,
                          "'" + address +
                              "' is not an IP address. Give one with --address, for example "
                              "127.0.0.1, or 0.0.0.0 for all.");
    }
    const tcp::endpoint endpoint(parsed, port);
    tcp::acceptor acceptor(std::move(executor));
    acceptor.open(endpoint.protocol(), error);
    // A restart need not wait until the kernel has forgotten the connections of before.
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    // The kernel checks again here that nobody else listens, so of two that start at once one
    // fails.
    if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
    if (!error) make_shareable(acceptor, error);
    if (error) return explained_failure(error, endpoint);
    return acceptor;
}

base::Result<tcp::acceptor> open_another_listener(asio::any_io_executor executor,
                                                  const tcp::acceptor& first) {
    boost::system::error_code error;
    const tcp::endpoint endpoint = first.local_endpoint(error);
    tcp::acceptor acceptor(std::move(executor));
    if (!error) acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) make_shareable(acceptor, error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
    if (error) return explained_failure(error, endpoint);
    return acceptor;
}

}  // namespace http
