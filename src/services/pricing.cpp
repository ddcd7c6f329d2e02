// What is sold and for how much.
#include "services/pricing.hpp"

namespace services {

base::Task<base::Result<store::Outcome>> list_pricing(Context context, Staff staff,
                                                      store::PricingKind kind,
                                                      std::optional<base::Uuid> activity_id,
                                                      int limit,
                                                      std::optional<base::Uuid> starting_after) {
    co_return co_await store::list_pricing(as_staff(context, staff), kind, activity_id, limit,
                                           starting_after);
}

base::Task<base::Result<store::Outcome>> read_pricing(Context context, Staff staff,
                                                      store::PricingKind kind, base::Uuid id) {
    co_return co_await store::read_pricing(as_staff(context, staff), kind, id);
}

base::Task<base::Result<store::Outcome>> create_pricing(Context context, Staff staff,
                                                        store::PricingKind kind,
                                                        store::PricingValues values,
                                                        store::Idempotency idempotency) {
    const base::Uuid id = base::new_uuid(context.clock->now());
    co_return co_await store::create_pricing(as_staff(context, staff), kind, id, std::move(values),
                                             std::move(idempotency));
}

base::Task<base::Result<store::Outcome>> update_pricing(Context context, Staff staff,
                                                        store::PricingKind kind, base::Uuid id,
                                                        std::int64_t expected_version,
                                                        store::PricingValues values) {
    co_return co_await store::update_pricing(as_staff(context, staff), kind, id, expected_version,
                                             std::move(values));
}

base::Task<base::Result<store::Outcome>> read_fees(Context context, Staff staff) {
    co_return co_await store::read_fees(as_staff(context, staff));
}

base::Task<base::Result<store::Outcome>> update_fees(Context context, Staff staff,
                                                     std::int64_t expected_version,
                                                     boost::json::object columns) {
    co_return co_await store::update_fees(as_staff(context, staff), expected_version,
                                          std::move(columns));
}

base::Task<base::Result<store::Outcome>> quote_booking(Context context, Visitor visitor,
                                                       boost::json::object question) {
    co_return co_await store::quote_booking(as_visitor(context, visitor), std::move(question));
}

}  // namespace services
