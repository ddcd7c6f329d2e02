// Bodies of the operations on prices, as columns of the things that they make or change. What a
// body says of several bounds at once ("applies", "validity", "limits") replaces all of them: a
// bound that is left out is none.
#pragma once

#include "api/call.hpp"
#include "base/fields.hpp"
#include "store/pricing.hpp"

namespace api {

// A new thing of the kind, or (`is_new` false) a change of one. The codes of base::Fields.
base::Result<store::PricingValues> read_pricing_values(const Call& call, store::PricingKind kind,
                                                       bool is_new);

// A change of an organization's fees.
base::Result<boost::json::object> read_fees_change(const Call& call);

// A gift card to issue.
base::Result<boost::json::object> read_gift_card(const Call& call);

// What a quote is asked for: the members of app.quote_booking().
base::Result<boost::json::object> read_quote_question(const Call& call);

// The member `tickets`: [{ticket_type_id, quantity}], at most a hundred; nothing where it is
// absent.
std::optional<boost::json::array> optional_tickets(base::Fields& fields);

// `deposit` and `cancellation_policy` of an activity, as columns; none where they are absent.
boost::json::object read_terms(base::Fields& fields);

}  // namespace api
