// Customers, and what privacy law lets them ask for.
#pragma once

#include "services/staff.hpp"
#include "store/customers.hpp"

namespace services {

// The refusals are those of the store's functions of the same names, in their order.
base::Task<base::Result<store::Outcome>> list_customers(Context context, Staff staff,
                                                        std::optional<std::string> search,
                                                        int limit,
                                                        std::optional<base::Uuid> starting_after);
base::Task<base::Result<store::Outcome>> read_customer(Context context, Staff staff, base::Uuid id);
base::Task<base::Result<store::Outcome>> edit_customer(Context context, Staff staff, base::Uuid id,
                                                       std::int64_t expected_version,
                                                       store::CustomerChange change);

// All that is held of a customer; the export is on record.
base::Task<base::Result<store::Outcome>> export_customer(Context context, Staff staff,
                                                         base::Uuid id);

// Takes the person out of what is kept.
base::Task<base::Result<store::Outcome>> erase_customer(Context context, Staff staff, base::Uuid id,
                                                        store::Idempotency idempotency);

}  // namespace services
