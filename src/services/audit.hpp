// The audit trail: who did what, and the proof that nobody changed what it says.
// docs/explanation/audit.md.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "services/staff.hpp"
#include "store/audit.hpp"

namespace services {

// permission_denied.
base::Task<base::Result<store::Outcome>> list_audit_logs(Context context, Staff staff,
                                                         store::AuditFilter filter,
                                                         std::optional<store::AuditPosition> before,
                                                         int limit);

// Notes that the trail was exported. permission_denied.
base::Task<base::Result<void>> note_audit_export(Context context, Staff staff);

struct SealedRound {
    std::int64_t number = 0;  // 0: there was nothing to seal
    std::int64_t entries = 0;
    int dropped_months = 0;
    std::string seal;
    bool more = false;  // as many entries as one round takes
};

// Seals the entries that no round has yet, at most so many, and drops the months that are wholly
// older than `keep_days`. Where another node was faster, nothing was done.
base::Task<base::Result<SealedRound>> seal_audit(Context context, int entries_max, int keep_days);

struct AuditFinding {
    std::int64_t round = 0;
    std::string says;  // a sentence
};

struct AuditReport {
    std::int64_t rounds = 0;
    std::int64_t entries = 0;   // whose digests were compared
    std::int64_t dropped = 0;   // entries of months that retention dropped
    std::int64_t unsealed = 0;  // after the last round
    std::string last_seal;
    std::vector<AuditFinding> findings;
};

// What was found so far.
using AuditProgress = std::function<void(const AuditReport&)>;

// Recomputes every digest and every seal, round by round; `progress` hears of each round. With an
// organization, by slug or id, only its entries are read and only its seals are followed; the
// rounds are checked whole, so that none of its seals can be missing. organization_not_found.
base::Task<base::Result<AuditReport>> verify_audit(Context context,
                                                   std::optional<std::string> organization,
                                                   AuditProgress progress);

}  // namespace services
