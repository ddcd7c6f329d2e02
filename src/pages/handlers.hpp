// Every page, in the order in which a visitor meets them. The forms need neither sign-in nor
// cookies: another site that sends one on a visitor's behalf can do nothing that it could not do by
// itself, so there is no token against forgery.
#pragma once

#include "api/call.hpp"

namespace pages {

// activities.cpp
base::Task<http::Response> get_activities(api::Call call);
// sessions.cpp
base::Task<http::Response> get_sessions(api::Call call);
// holds.cpp
base::Task<http::Response> post_session(api::Call call);
base::Task<http::Response> get_hold(api::Call call);
base::Task<http::Response> post_hold(api::Call call);
// confirmation.cpp
base::Task<http::Response> get_confirmation(api::Call call);
// manage.cpp
base::Task<http::Response> get_managed_booking(api::Call call);
base::Task<http::Response> post_managed_booking(api::Call call);
base::Task<http::Response> get_managed_calendar(api::Call call);
base::Task<http::Response> get_managed_ticket(api::Call call);
// test_payment.cpp
base::Task<http::Response> get_test_payment(api::Call call);
base::Task<http::Response> post_test_payment(api::Call call);
// theme.cpp
base::Task<http::Response> get_theme(api::Call call);
// page.cpp
base::Task<http::Response> get_asset(api::Call call);
// documentation.cpp
base::Task<http::Response> get_documentation(api::Call call);
// admin.cpp
base::Task<http::Response> get_admin(api::Call call);
base::Task<http::Response> get_admin_asset(api::Call call);
// widget.cpp
base::Task<http::Response> get_embed_script(api::Call call);
base::Task<http::Response> get_widget_asset(api::Call call);
// start.cpp
base::Task<http::Response> get_start(api::Call call);

}  // namespace pages
