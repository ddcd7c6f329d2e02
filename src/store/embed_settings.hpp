// Embeds as their staff see and edit them. sql/functions/47_embeds.sql.
#pragma once

#include <optional>
#include <string>

#include "base/ids.hpp"
#include "store/context.hpp"
#include "store/outcome.hpp"
#include "store/reservations.hpp"

namespace store {

base::Task<base::Result<Outcome>> list_embed_settings(Context context, int limit,
                                                      std::optional<base::Uuid> starting_after);

// embed_not_found.
base::Task<base::Result<Outcome>> read_embed_settings(Context context, base::Uuid id);

// permission_denied | idempotency_key_reused.
base::Task<base::Result<Outcome>> create_embed(Context context, base::Uuid id, std::string name,
                                               std::string embed_key,
                                               std::vector<std::string> allowed_domains,
                                               Idempotency idempotency);

// What is nothing stays as it is. permission_denied | embed_not_found | precondition_failed.
base::Task<base::Result<Outcome>> update_embed(
    Context context, base::Uuid id, std::int64_t expected_version, std::optional<std::string> name,
    std::optional<bool> is_active, std::optional<std::vector<std::string>> allowed_domains);

}  // namespace store
