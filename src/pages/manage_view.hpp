// A customer's own booking as its page shows it.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "services/context.hpp"

namespace pages {

// What of the page is open.
struct ManageStep {
    std::string action;                    // cancel, reschedule, pay; empty: the booking alone
    std::string done;                      // what was done just before
    std::optional<base::Uuid> session_id;  // chosen to move to
    std::string pay_url;                   // where to pay, on another site
};

// `booking` is a ManagedBooking of the API (openapi.yaml).
bool is_allowed(const boost::json::object& booking, std::string_view action);

// The ways of paying online that the organization takes and the server has: [{method, label}].
boost::json::array offered_methods(const services::Context& context,
                                   const boost::json::object& booking);

// Everything that the template shows. `sessions`: where the booking can be moved to.
boost::json::object manage_values(const boost::json::object& booking, const std::string& path,
                                  const ManageStep& step,
                                  const std::optional<boost::json::array>& sessions);

}  // namespace pages
