// The hot path: holds that arrive while earlier ones are being committed are combined into one
// statement (design: docs/explanation/holds.md). With nothing in flight a hold goes out at once,
// alone.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <string>

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
    int batches_in_flight_max = 2;
    int waiting_max = 2000;
};

// One per I/O thread, not thread-safe. Verdicts come in arrival order; a reply is given only after
// its commit. A request whose deadline passes while it waits takes no seat.
class HoldLane {
public:
    // `lane` must outlive this object and take batches_in_flight_max units at once.
    HoldLane(boost::asio::any_io_executor executor, pg::Lane& lane, HoldRules rules);

    // The hold, or the refusal with capacity_remaining and version where the contract promises
    // them: the codes of app.create_holds (sql/functions/30_create_reservations.sql), overloaded
    // where the queue is full, and the errors of the database.
    base::Task<base::Result<Hold>> create(HoldRequest request, base::Deadline deadline);

    // True where no request waits and no batch is under way: it may be destroyed.
    bool idle() const { return waiting_.empty() && in_flight_ == 0; }

private:
    struct Waiting;
    using Batch = std::vector<std::shared_ptr<Waiting>>;

    void dispatch();
    base::Task<void> send(Batch batch);
    base::Task<void> send_one_by_one(Batch batch);
    static void answer(const Batch& batch, const pg::Outcome<std::vector<pg::Rows>>& outcome);

    boost::asio::any_io_executor executor_;
    pg::Lane& lane_;
    HoldRules rules_;
    std::deque<std::shared_ptr<Waiting>> waiting_;
    int in_flight_ = 0;
};

}  // namespace store
