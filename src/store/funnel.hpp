// How far visitors of embeds come. sql/functions/74_funnel.sql.
#pragma once

#include <boost/json.hpp>

#include "base/ids.hpp"
#include "store/context.hpp"
#include "store/outcome.hpp"

namespace store {

// Adds counts, [{embed_key, step, visits}], to those of today. For the engine.
base::Task<base::Result<void>> count_funnel_steps(Context context, boost::json::array counts);

// Of the last so many days with today. permission_denied | embed_not_found.
base::Task<base::Result<Outcome>> read_funnel(Context context, base::Uuid embed_id, int days);

}  // namespace store
