// Rows as who remembers them names them (docs/decisions/0035-caches.md), and telling this node that
// a request of its own changed one: its next reader sees the change at once, other nodes' when they
// hear of it from the database.
#pragma once

#include <string>

#include "base/ids.hpp"
#include "services/context.hpp"

namespace services {

std::string activity_row(const base::Uuid& id);      // with its sessions
std::string organization_row(const base::Uuid& id);  // with what its embeds show, and their prices

void note_activity_change(const Context& context, const base::Uuid& activity_id);
void note_organization_change(const Context& context, const base::Uuid& organization_id);

}  // namespace services
