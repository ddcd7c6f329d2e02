// What an organization sold, earned and filled.
#include "services/dashboard.hpp"

namespace services {

base::Task<base::Result<store::Outcome>> read_dashboard(Context context, Staff staff, int days,
                                                        std::optional<base::Uuid> venue_id) {
    co_return co_await store::read_dashboard(as_staff(context, staff), days, venue_id);
}

}  // namespace services
