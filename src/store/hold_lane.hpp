// The hot path: holds that arrive while earlier ones of their session are being committed are
// combined into one statement (design: docs/explanation/holds.md). A session is in one batch at a
// time: a second one would only wait in the database for the first. With nothing in flight a hold
// goes out at once, alone.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/task.hpp"
#include "pg/lane.hpp"
#include "store/context.hpp"

namespace store {

struct HoldRequest {
    std::string embed_key;
    base::Uuid session_id;
    base::Uuid reservation_id;  // of the hold to make
    int party_size = 0;
    std::optional<std::int64_t> expected_version;
    std::optional<std::string> customer_email;
    std::string visitor;  // whose hold it is: the address, an IPv6 one as its /64
    std::optional<std::string> idempotency_key;
    std::string fingerprint;
    // For the audit trail; of a batch only the visitors are known, not the requests.
    Request request;
};

struct Hold {
    base::Uuid id;
    std::optional<base::Uuid> activity_id;  // none where an earlier answer is repeated
    int spots = 0;                          // seats taken
    int party_size = 0;
    base::Instant expires_at;
    int capacity_remaining = 0;
    std::int64_t version = 0;
    bool replayed = false;
};

struct HoldRules {
    int hold_ttl_seconds = 600;
    int spots_per_hold_max = 20;
    int holds_per_visitor_max = 10;  // live ones in one organization; 0: no limit
    int batch_max = 256;
    int batches_in_flight_max = 4;
    // A batch in flight for longer may stand before somebody's lock: the next one goes out, too.
    std::chrono::milliseconds batch_patience{100};
    int waiting_max = 4000;              // in all
    int waiting_per_session_max = 2000;  // so that a sale leaves places to everybody else
};

// Not thread-safe: for one thread, see store/hold_thread.hpp. The verdicts of a session come in
// arrival order; a reply is given only after its commit. A request whose deadline passes while it
// waits takes no seat.
class HoldLane {
public:
    // `lane` must outlive this object and take batches_in_flight_max units at once.
    HoldLane(boost::asio::any_io_executor executor, pg::Lane& lane, HoldRules rules);

    // The hold, or the refusal with capacity_remaining and version where the contract promises
    // them: the codes of app.create_holds (sql/functions/30_create_reservations.sql), overloaded
    // where the queue is full, and the errors of the database. A request waits for no more than
    // the batch in flight of its session, as long as one batch has room for those before it.
    base::Task<base::Result<Hold>> create(HoldRequest request, base::Deadline deadline);

    // True where no request waits and no batch is under way: it may be destroyed.
    bool idle() const { return waiting_ == 0 && in_flight_ == 0; }

    // Waits until it is, at most until `deadline`.
    base::Task<void> wait_until_idle(base::Deadline deadline);

private:
    struct Waiting;
    using Requests = std::deque<std::shared_ptr<Waiting>>;
    using Batch = std::vector<std::shared_ptr<Waiting>>;

    // A session that somebody waits for, or that is in a batch.
    struct Session {
        Requests waiting;
        bool in_flight = false;
    };

    bool has_room(const base::Uuid& session_id) const;
    bool may_send() const;
    void give_up(const std::shared_ptr<Waiting>& entry);
    void dispatch();
    Batch next_batch();
    void settle(const Batch& batch);
    base::Task<void> send(Batch batch);
    base::Task<void> send_one_by_one(Batch batch);
    static void answer(const Batch& batch, const pg::Outcome<std::vector<pg::Rows>>& outcome);

    boost::asio::any_io_executor executor_;
    pg::Lane& lane_;
    HoldRules rules_;
    std::unordered_map<base::Uuid, Session> sessions_;
    // Those that may go into the next batch, the one that has waited longest first.
    std::deque<base::Uuid> ready_;
    int waiting_ = 0;  // requests, of all sessions
    int in_flight_ = 0;
    base::Deadline overdue_at_;  // the latest batch in flight
    boost::asio::steady_timer overdue_;
    boost::asio::steady_timer became_idle_;
};

}  // namespace store
