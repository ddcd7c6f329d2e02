// Sessions as staff see and change them.
#include "services/staff_sessions.hpp"

#include "services/sessions.hpp"

namespace services {

base::Task<base::Result<store::Outcome>> list_sessions(Context context, Staff staff,
                                                       store::SessionFilter filter, int limit,
                                                       std::optional<base::Uuid> starting_after) {
    co_return co_await store::list_sessions(as_staff(context, staff), std::move(filter), limit,
                                            starting_after);
}

base::Task<base::Result<store::Outcome>> read_session(Context context, Staff staff, base::Uuid id) {
    co_return co_await store::read_staff_session(as_staff(context, staff), id);
}

base::Task<base::Result<store::Outcome>> set_session_closed(Context context, Staff staff,
                                                            base::Uuid id,
                                                            std::optional<std::string> reason,
                                                            std::string note,
                                                            store::Idempotency idempotency) {
    co_return co_await store::staff_set_session_closed(
        as_staff(context, staff), id, std::move(reason), std::move(note), std::move(idempotency));
}

base::Task<base::Result<store::Outcome>> resize_session(
    Context context, Staff staff, base::Uuid id, std::int64_t capacity_total,
    std::optional<std::int64_t> expected_version, store::Idempotency idempotency) {
    auto resized = co_await store::staff_resize_session(
        as_staff(context, staff), id, capacity_total, expected_version, std::move(idempotency));
    if (!resized && resized.error().code == base::ErrorCode::invalid_spots) {
        resized.error().detail = refusal_to_resize(resized.error());
        resized.error().param = "/capacity_total";
    }
    co_return resized;
}

}  // namespace services
