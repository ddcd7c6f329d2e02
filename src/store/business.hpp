// What operators watch of the business of all organizations. sql/functions/73_business_figures.sql.
#pragma once

#include <boost/json.hpp>

#include "store/context.hpp"

namespace store {

// The figures as app.measure_business describes them; measured anew where they are older than
// `every_seconds`, their ledger where it is older than `ledger_every_seconds`. For the engine.
base::Task<base::Result<boost::json::object>> measure_business(Context context, int every_seconds,
                                                               int ledger_every_seconds);

}  // namespace store
