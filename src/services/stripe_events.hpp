// What Stripe tells by itself.
#pragma once

#include <string>

#include "services/context.hpp"

namespace services {

// Judges the signature of the exact body, then applies the event; done is durable.
// invalid_signature | malformed_json.
base::Task<base::Result<void>> receive_stripe_event(Context context, std::string payload,
                                                    std::string signature);

}  // namespace services
