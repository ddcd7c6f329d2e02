// Combines holds into batches.
#include "store/hold_lane.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/limits.hpp"
#include "store/context.hpp"
#include "store/queries.hpp"

namespace store {

struct HoldLane::Waiting {
    Waiting(boost::asio::any_io_executor executor, HoldRequest what, base::Deadline until)
        : request(std::move(what)), deadline(until), answered(executor, until) {}

    HoldRequest request;
    base::Deadline deadline;
    boost::asio::steady_timer answered;  // cancelled when the verdict is there
    std::optional<base::Result<Hold>> verdict;
    bool sent = false;
};

namespace {

using Texts = std::vector<std::optional<std::string>>;

// The parameters of create_reservations, one array element per request.
pg::Statement statement_for(const std::vector<const HoldRequest*>& requests,
                            const HoldRules& rules) {
    static const pg::Query& create_reservations = query("create_reservations");
    Texts embed_keys, sessions, ids, parties, versions, emails, visitors, keys, fingerprints;
    for (const HoldRequest* request : requests) {
        embed_keys.emplace_back(request->embed_key);
        sessions.emplace_back(base::to_string(request->session_id));
        ids.emplace_back(base::to_string(request->reservation_id));
        parties.emplace_back(std::to_string(request->party_size));
        versions.push_back(request->expected_version
                               ? std::optional(std::to_string(*request->expected_version))
                               : std::nullopt);
        emails.push_back(request->customer_email);
        visitors.emplace_back(request->visitor);
        keys.push_back(request->idempotency_key);
        fingerprints.emplace_back(request->fingerprint);
    }
    pg::Statement statement;
    statement.query = &create_reservations;
    statement.params.array(embed_keys).array(sessions).array(ids).array(parties).array(versions);
    statement.params.array(emails).array(visitors).array(keys).array(fingerprints);
    statement.params.integer(rules.hold_ttl_seconds);
    statement.params.integer(rules.spots_per_hold_max);
    statement.params.integer(rules.holds_per_visitor_max);
    return statement;
}

// Each request of a batch brings its own embed key, so no tenant is looked up beforehand; and only
// a request that is alone can be named in the audit trail.
Claims claims_of(const HoldRequest& request, bool alone) {
    Claims claims = visitor(request.embed_key, alone ? request.request : Request());
    claims.embed_key.reset();
    return claims;
}

base::Result<Hold> verdict_of(const pg::Row& row) {
    const std::string_view code = row.text(1);
    if (code == "held") {
        Hold hold;
        hold.replayed = row.boolean(2);
        hold.id = row.uuid(3);
        hold.spots = static_cast<int>(row.integer(4));
        hold.party_size = static_cast<int>(row.integer(5));
        hold.expires_at = row.instant(6);
        hold.capacity_remaining = static_cast<int>(row.integer(7));
        hold.version = row.integer(8);
        if (!row.is_null(11)) hold.activity_id = row.uuid(11);
        return hold;
    }
    base::Error error;
    error.code = base::parse_error_code(code).value_or(base::ErrorCode::internal);
    if (error.code == base::ErrorCode::invalid_spots) {
        error.param = "/spots";
        error.facts.emplace_back("min_party", row.integer(9));
        error.facts.emplace_back("max_party", row.integer(10));
    } else if (!row.is_null(7)) {
        error.facts.emplace_back("capacity_remaining", row.integer(7));
        error.facts.emplace_back("version", row.integer(8));
    }
    if (error.code == base::ErrorCode::too_many_holds) error.retry_after_seconds = 60;
    if (error.code == base::ErrorCode::idempotency_key_in_use) error.retry_after_seconds = 1;
    return base::fail(std::move(error));
}

}  // namespace

HoldLane::HoldLane(boost::asio::any_io_executor executor, pg::Lane& lane, HoldRules rules)
    : executor_(std::move(executor)),
      lane_(lane),
      rules_(rules),
      overdue_(executor_),
      became_idle_(executor_) {}

bool HoldLane::has_room(const base::Uuid& session_id) const {
    if (waiting_ >= rules_.waiting_max) return false;
    const auto session = sessions_.find(session_id);
    return session == sessions_.end() ||
           static_cast<int>(session->second.waiting.size()) < rules_.waiting_per_session_max;
}

base::Task<base::Result<Hold>> HoldLane::create(HoldRequest request, base::Deadline deadline) {
    const auto entry = std::make_shared<Waiting>(executor_, std::move(request), deadline);
    const base::Uuid session_id = entry->request.session_id;
    if (!has_room(session_id)) {
        pg::Failure full;
        full.kind = pg::Failure::Kind::overloaded;
        co_return base::fail(to_error(full));
    }
    Session& session = sessions_[session_id];
    if (session.waiting.empty() && !session.in_flight) ready_.push_back(session_id);
    session.waiting.push_back(entry);
    ++waiting_;
    dispatch();

    boost::system::error_code error;
    auto token = boost::asio::redirect_error(boost::asio::use_awaitable, error);
    if (!entry->verdict) co_await entry->answered.async_wait(token);
    if (!entry->verdict && entry->sent) {
        // It may take the seat at any moment: the truth is worth more than the deadline. The lane
        // has its own deadline, so the answer comes.
        entry->answered.expires_at(base::Deadline::max());
        co_await entry->answered.async_wait(token);
    }
    if (!entry->verdict) {
        give_up(entry);
        pg::Failure late;
        late.kind = pg::Failure::Kind::deadline;
        co_return base::fail(to_error(late));
    }
    co_return std::move(*entry->verdict);
}

void HoldLane::give_up(const std::shared_ptr<Waiting>& entry) {
    const auto session = sessions_.find(entry->request.session_id);
    std::erase(session->second.waiting, entry);
    --waiting_;
    if (session->second.waiting.empty() && !session->second.in_flight) {
        std::erase(ready_, session->first);
        sessions_.erase(session);
    }
    if (idle()) became_idle_.cancel();
}

// What a batch costs hardly depends on its size, so a second one goes out beside another only where
// it is full or has waited for long.
bool HoldLane::may_send() const {
    if (ready_.empty() || in_flight_ >= rules_.batches_in_flight_max) return false;
    return in_flight_ == 0 || waiting_ >= rules_.batch_max ||
           std::chrono::steady_clock::now() >= overdue_at_;
}

void HoldLane::dispatch() {
    while (may_send()) {
        ++in_flight_;
        boost::asio::co_spawn(executor_, send(next_batch()), boost::asio::detached);
        overdue_at_ = std::chrono::steady_clock::now() + rules_.batch_patience;
        overdue_.expires_at(overdue_at_);
        overdue_.async_wait([this](boost::system::error_code error) {
            if (!error) dispatch();
        });
    }
}

// All that waits for one session after the other, until the batch is full.
HoldLane::Batch HoldLane::next_batch() {
    Batch batch;
    while (!ready_.empty() && static_cast<int>(batch.size()) < rules_.batch_max) {
        Session& session = sessions_[ready_.front()];
        ready_.pop_front();
        session.in_flight = true;
        while (!session.waiting.empty() && static_cast<int>(batch.size()) < rules_.batch_max) {
            session.waiting.front()->sent = true;
            batch.push_back(std::move(session.waiting.front()));
            session.waiting.pop_front();
        }
    }
    waiting_ -= static_cast<int>(batch.size());
    return batch;
}

// The sessions of an answered batch may go into another one.
void HoldLane::settle(const Batch& batch) {
    for (const auto& entry : batch) {
        const auto session = sessions_.find(entry->request.session_id);
        if (session == sessions_.end() || !session->second.in_flight) continue;
        session->second.in_flight = false;
        if (session->second.waiting.empty()) {
            sessions_.erase(session);
        } else {
            ready_.push_back(session->first);
        }
    }
}

base::Task<void> HoldLane::send(Batch batch) {
    std::vector<const HoldRequest*> requests;
    requests.reserve(batch.size());
    for (const auto& entry : batch) requests.push_back(&entry->request);
    pg::Unit unit = unit_for(claims_of(batch.front()->request, batch.size() == 1));
    unit.statements.push_back(statement_for(requests, rules_));

    auto outcome =
        co_await lane_.run(std::move(unit), base::deadline_in(base::request_seconds_max));
    if (!outcome && batch.size() > 1 && outcome.error().kind == pg::Failure::Kind::refused) {
        co_await send_one_by_one(batch);
    } else {
        answer(batch, outcome);
    }
    --in_flight_;
    settle(batch);
    dispatch();
    if (idle()) became_idle_.cancel();
}

base::Task<void> HoldLane::wait_until_idle(base::Deadline deadline) {
    became_idle_.expires_at(deadline);
    boost::system::error_code error;
    auto token = boost::asio::redirect_error(boost::asio::use_awaitable, error);
    while (!idle() && std::chrono::steady_clock::now() < deadline) {
        co_await became_idle_.async_wait(token);
    }
}

// One request made the statement fail, or all together were too much for it: each is asked alone,
// so that one harms no other.
base::Task<void> HoldLane::send_one_by_one(Batch batch) {
    for (const auto& entry : batch) {
        pg::Unit unit = unit_for(claims_of(entry->request, true));
        const std::vector<const HoldRequest*> requests(1, &entry->request);
        unit.statements.push_back(statement_for(requests, rules_));
        auto outcome = co_await lane_.run(std::move(unit), entry->deadline);
        const Batch alone(1, entry);
        answer(alone, outcome);
    }
}

void HoldLane::answer(const Batch& batch, const pg::Outcome<std::vector<pg::Rows>>& outcome) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
        try {
            batch[i]->verdict = outcome ? verdict_of(outcome->at(1)[static_cast<int>(i)])
                                        : base::fail(to_error(outcome.error()));
        } catch (const std::exception& fault) {
            base::Error error;
            error.cause = fault.what();
            batch[i]->verdict = base::fail(std::move(error));
        }
        batch[i]->answered.cancel();
    }
}

}  // namespace store
