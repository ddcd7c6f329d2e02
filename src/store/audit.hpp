// The audit trail: reading it, sealing it, verifying it. sql/functions/80_audit.sql and following.
#pragma once

#include <optional>
#include <string>

#include "base/ids.hpp"
#include "store/context.hpp"
#include "store/outcome.hpp"

namespace store {

// Where a page of the trail ends: the last entry that was seen.
struct AuditPosition {
    base::Instant created_at;
    std::int64_t id = 0;
};

struct AuditFilter {
    std::optional<base::Uuid> user_id;
    std::optional<base::Uuid> api_key_id;
    std::optional<std::string> resource_type;
    std::optional<base::Uuid> resource_id;
    std::optional<std::string> action;
    std::optional<base::Instant> from;  // included
    std::optional<base::Instant> to;    // not included
};

// Entries that fit, newest first, older than `before`. permission_denied.
base::Task<base::Result<Outcome>> list_audit_logs(Context context, AuditFilter filter,
                                                  std::optional<AuditPosition> before, int limit);

// How far the next round of sealing may get, for begin_audit_round().
base::Task<base::Result<Outcome>> read_audit_horizon(Context context);

// What the next round of sealing has to seal, up to the horizon and at most so many entries, and
// which months are wholly older than `keep_days`. Waits up to a second for open transactions.
base::Task<base::Result<Outcome>> begin_audit_round(Context context, Outcome horizon,
                                                    int entries_max, int keep_days);

// Keeps a round, a JSON object as app.finish_audit_round reads it. version_mismatch where another
// node was faster.
base::Task<base::Result<void>> finish_audit_round(Context context, std::string round);

// A kept round with what the entries of this organization say now, or those of all; `round` is null
// after the last one.
base::Task<base::Result<Outcome>> read_audit_round(Context context, std::int64_t number,
                                                   std::optional<base::Uuid> organization_id);

// The id of the organization with this slug or id, also where nothing but its trail is left.
// organization_not_found.
base::Task<base::Result<base::Uuid>> find_audited_organization(Context context,
                                                               std::string slug_or_id);

// Makes sure that entries can be written in the months to come.
base::Task<base::Result<void>> make_audit_partitions(Context context);

}  // namespace store
