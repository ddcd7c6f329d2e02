// Customers as staff see them. sql/functions/56_customers.sql.
#pragma once

#include <optional>
#include <string>

#include "store/outcome.hpp"
#include "store/reservations.hpp"

namespace store {

// What changes of a customer; an empty phone or note takes it away.
struct CustomerChange {
    std::optional<std::string> first_name;
    std::optional<std::string> last_name;
    std::optional<std::string> email;  // normalized
    std::optional<std::string> phone;
    std::optional<std::string> notes;
};

// A page of customers, newest first. permission_denied.
base::Task<base::Result<Outcome>> list_customers(Context context, std::optional<std::string> search,
                                                 int limit,
                                                 std::optional<base::Uuid> starting_after);

// permission_denied | customer_not_found.
base::Task<base::Result<Outcome>> read_customer(Context context, base::Uuid id);

// permission_denied | customer_not_found | precondition_failed | invalid_transition |
// already_exists.
base::Task<base::Result<Outcome>> edit_customer(Context context, base::Uuid id,
                                                std::int64_t expected_version,
                                                CustomerChange change);

// All that is held of a customer. It leaves an entry in the audit trail, so it writes.
// permission_denied | customer_not_found.
base::Task<base::Result<Outcome>> export_customer(Context context, base::Uuid id);

// permission_denied | idempotency_key_reused | customer_not_found | invalid_transition.
base::Task<base::Result<Outcome>> erase_customer(Context context, base::Uuid id,
                                                 Idempotency idempotency);

}  // namespace store
