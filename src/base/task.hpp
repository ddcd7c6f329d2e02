// The coroutine type of the program. Rules for coroutines: nothing braced and no capturing lambda
// inside a co_await expression (docs/decisions/0002), parameters by value, a deadline on every
// await.
#pragma once

#include <boost/asio/awaitable.hpp>

namespace base {

template <class T = void>
using Task = boost::asio::awaitable<T>;

}  // namespace base
