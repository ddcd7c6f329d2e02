// Customers, and what privacy law lets them ask for.
#include "services/customers.hpp"

namespace services {

base::Task<base::Result<store::Outcome>> list_customers(Context context, Staff staff,
                                                        std::optional<std::string> search,
                                                        int limit,
                                                        std::optional<base::Uuid> starting_after) {
    co_return co_await store::list_customers(as_staff(context, staff), std::move(search), limit,
                                             starting_after);
}

base::Task<base::Result<store::Outcome>> read_customer(Context context, Staff staff,
                                                       base::Uuid id) {
    co_return co_await store::read_customer(as_staff(context, staff), id);
}

base::Task<base::Result<store::Outcome>> edit_customer(Context context, Staff staff, base::Uuid id,
                                                       std::int64_t expected_version,
                                                       store::CustomerChange change) {
    co_return co_await store::edit_customer(as_staff(context, staff), id, expected_version,
                                            std::move(change));
}

base::Task<base::Result<store::Outcome>> export_customer(Context context, Staff staff,
                                                         base::Uuid id) {
    co_return co_await store::export_customer(as_staff(context, staff), id);
}

base::Task<base::Result<store::Outcome>> erase_customer(Context context, Staff staff, base::Uuid id,
                                                        store::Idempotency idempotency) {
    co_return co_await store::erase_customer(as_staff(context, staff), id, std::move(idempotency));
}

}  // namespace services
