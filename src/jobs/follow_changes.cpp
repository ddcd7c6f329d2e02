// Asks what changed.
#include "jobs/follow_changes.hpp"

#include "obs/log.hpp"
#include "services/sessions.hpp"

namespace jobs {
namespace {

// Who has heard nothing for so long uses nothing that is remembered: no change is later than this.
constexpr std::chrono::milliseconds trusted_for{1000};

}  // namespace

base::Task<base::Result<Round>> ChangeFollower::follow(services::Context context) {
    const base::Deadline trusted_until = base::deadline_in(trusted_for);
    const std::uint64_t asked_at = store_.stamp().sequence;
    context.deadline = trusted_until;
    const auto changed = co_await store::list_changed_rows(services::as_engine(context), position_);
    if (!changed) {
        if (!std::exchange(is_lost_, true)) {
            obs::log(obs::Level::warn, "changes_not_heard",
                     {{"cause", changed.error().detail + " " + changed.error().cause}});
        }
        co_return Round::done;
    }
    if (std::exchange(is_lost_, false)) obs::log(obs::Level::info, "changes_heard_again");
    // What happened between two connections is not known: perhaps it is another database.
    const bool is_continued = position_ && position_->connection == changed->position.connection;
    position_ = changed->position;
    if (!is_continued) store_.drop_everything(changed->database_time);
    std::vector<std::string> rows = changed->rows;
    if (!rows.empty()) rows.emplace_back(cache::refusals_row);
    store_.changed(rows, changed->database_time, asked_at, trusted_until);
    co_return Round::done;
}

}  // namespace jobs
