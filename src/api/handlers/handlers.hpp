// Every handler of the API, in the order of openapi.yaml. A handler parses, makes one service call
// and shapes the reply.
#pragma once

#include "api/call.hpp"

namespace api::handlers {

// embeds.cpp
base::Task<http::Response> get_embed(Call call);
// availability.cpp
base::Task<http::Response> list_availability(Call call);
// availability_stream.cpp
base::Task<http::Response> stream_availability(Call call);
// reservations.cpp
base::Task<http::Response> create_reservation(Call call);
base::Task<http::Response> get_reservation(Call call);
base::Task<http::Response> release_reservation(Call call);
base::Task<http::Response> extend_reservation(Call call);
// checkouts.cpp
base::Task<http::Response> create_checkout(Call call);
base::Task<http::Response> get_checkout(Call call);
// auth.cpp
base::Task<http::Response> log_in(Call call);
base::Task<http::Response> refresh(Call call);
base::Task<http::Response> log_out(Call call);
base::Task<http::Response> log_out_everywhere(Call call);
base::Task<http::Response> list_sign_ins(Call call);
base::Task<http::Response> end_sign_in(Call call);
base::Task<http::Response> change_password(Call call);
// operations.cpp
base::Task<http::Response> get_health(Call call);
base::Task<http::Response> get_live(Call call);
base::Task<http::Response> get_ready(Call call);
base::Task<http::Response> get_contract(Call call);

}  // namespace api::handlers
