// Embeds as their staff see and edit them.
#include "services/embed_settings.hpp"

namespace services {
namespace {

constexpr int embed_key_bytes = 12;

}  // namespace

base::Task<base::Result<store::Outcome>> list_embed_settings(
    Context context, Staff staff, int limit, std::optional<base::Uuid> starting_after) {
    co_return co_await store::list_embed_settings(as_staff(context, staff), limit, starting_after);
}

base::Task<base::Result<store::Outcome>> read_embed_settings(Context context, Staff staff,
                                                             base::Uuid id) {
    co_return co_await store::read_embed_settings(as_staff(context, staff), id);
}

base::Task<base::Result<store::Outcome>> create_embed(Context context, Staff staff,
                                                      std::string name,
                                                      std::vector<std::string> allowed_domains,
                                                      store::Idempotency idempotency) {
    const base::Uuid id = base::new_uuid(context.clock->now());
    std::string embed_key = "emb_" + base::random_hex(embed_key_bytes);
    co_return co_await store::create_embed(as_staff(context, staff), id, std::move(name),
                                           std::move(embed_key), std::move(allowed_domains),
                                           std::move(idempotency));
}

base::Task<base::Result<store::Outcome>> update_embed(
    Context context, Staff staff, base::Uuid id, std::int64_t expected_version,
    std::optional<std::string> name, std::optional<bool> is_active,
    std::optional<std::vector<std::string>> allowed_domains) {
    co_return co_await store::update_embed(as_staff(context, staff), id, expected_version,
                                           std::move(name), is_active, std::move(allowed_domains));
}

}  // namespace services
