// Reading, sealing and verifying the audit trail.
#include "services/audit.hpp"

#include <algorithm>
#include <map>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "crypto/token.hpp"
#include "services/sessions.hpp"
#include "store/identity.hpp"

namespace services {
namespace {

using boost::json::object;

std::string number_text(std::int64_t number) {
    return std::to_string(number);
}

std::string joined(const boost::json::array& texts) {
    std::string all;
    for (const auto& value : texts) {
        const auto& text = value.as_string();
        all += (all.empty() ? "" : ",") + std::string(text.data(), text.size());
    }
    return all;
}

// What a seal of one organization says.
std::string seal_content(const object& seal, std::int64_t round, const std::string& previous) {
    return "bookingtms audit seal 1\n" + store::text_at(seal, "organization_id") + "\n" +
           number_text(store::integer_at(seal, "sequence")) + "\n" + number_text(round) + "\n" +
           store::text_at(seal, "month") + "\n" + number_text(store::integer_at(seal, "entries")) +
           "\n" + store::text_at(seal, "digest") + "\n" + previous;
}

// What the seal of a round says: where it ends, what it drops, and all of its seals.
std::string round_content(const object& round) {
    return "bookingtms audit round 1\n" + number_text(store::integer_at(round, "number")) + "\n" +
           store::text_at(round, "sealed_at") + "\n" +
           number_text(store::integer_at(round, "until_id")) + "\n" +
           joined(round.at("dropped_months").as_array()) + "\n" + store::text_at(round, "digest") +
           "\n" + store::text_at(round, "previous");
}

bool is_signed(const Context& context, const std::string& content, const std::string& seal) {
    const auto keys = context.keys->audit();
    return std::any_of(keys.begin(), keys.end(), [&](const crypto::Key& key) {
        return crypto::constant_time_equal(crypto::hmac_sha256_hex(key, content), seal);
    });
}

// The seals of a round, each with the one that it follows; gives all of them in one text.
std::string seal_all(const Context& context, std::int64_t round, boost::json::array& seals) {
    std::string all;
    std::string last;
    for (auto& value : seals) {
        object& seal = value.as_object();
        // Without `previous` it follows the seal before it, of the same organization.
        if (seal.at("previous").is_null()) seal["previous"] = last;
        const std::string content = seal_content(seal, round, store::text_at(seal, "previous"));
        last = crypto::hmac_sha256_hex(context.keys->audit().front(), content);
        seal["seal"] = last;
        all += last;
    }
    return all;
}

// Follows the chains from round to round.
class Verifier {
public:
    // `only`: the id of the one organization that is looked at; nothing: all.
    Verifier(Context context, std::optional<std::string> only)
        : context_(std::move(context)), only_(std::move(only)) {}

    AuditReport report;

    void check_round(const object& answer);
    void miss_rounds(std::int64_t from, std::int64_t to);

private:
    struct Link {
        std::int64_t sequence = 0;
        std::string seal;
    };

    void find(std::string says);
    void check_seal(const object& seal);
    void check_content(const object& seal, const boost::json::array& dropped,
                       std::map<std::string, object>& found);

    Context context_;
    std::optional<std::string> only_;
    std::int64_t round_ = 0;
    std::string last_round_seal_;
    std::map<std::string, Link> chains_;  // by organization
};

void Verifier::find(std::string says) {
    AuditFinding finding;
    finding.round = round_;
    finding.says = std::move(says);
    report.findings.push_back(std::move(finding));
}

void Verifier::miss_rounds(std::int64_t from, std::int64_t to) {
    round_ = from;
    find("Round " + number_text(from) +
         (to > from ? " and those up to " + number_text(to) + " are" : " is") + " gone.");
}

void Verifier::check_seal(const object& seal) {
    const std::string organization = store::text_at(seal, "organization_id");
    const std::string previous = store::text_at(seal, "previous");
    const std::string text = store::text_at(seal, "seal");
    Link& chain = chains_[organization];
    if (store::integer_at(seal, "sequence") != chain.sequence + 1 || previous != chain.seal) {
        find("The seal of organization " + organization +
             " does not follow the one before it: a seal was removed or put in.");
    }
    if (!is_signed(context_, seal_content(seal, round_, previous), text)) {
        find("The seal of organization " + organization + " is not ours, or was changed.");
    }
    chain.sequence = store::integer_at(seal, "sequence");
    chain.seal = text;
}

void Verifier::check_content(const object& seal, const boost::json::array& dropped,
                             std::map<std::string, object>& found) {
    const std::string organization = store::text_at(seal, "organization_id");
    const std::string month = store::text_at(seal, "month");
    const std::int64_t entries = store::integer_at(seal, "entries");
    const auto now = found.extract(organization + " " + month);
    const bool is_dropped = std::any_of(dropped.begin(), dropped.end(), [&](const auto& value) {
        return value.as_string() == month;
    });
    if (is_dropped && now.empty()) {
        report.dropped += entries;
        return;
    }
    report.entries += entries;
    if (!now.empty() && now.mapped().at("dated_back").as_bool()) {
        find("An entry of organization " + organization + " in " + month.substr(0, 7) +
             " is dated before the round that came before it: it was put in later.");
    }
    const std::string where = " of organization " + organization + " in " + month.substr(0, 7);
    const std::int64_t entries_now = now.empty() ? 0 : store::integer_at(now.mapped(), "entries");
    if (entries_now != entries) {
        find(number_text(entries) + " entries" + where + " were sealed, " +
             number_text(entries_now) + " are there.");
    } else if (store::text_at(now.mapped(), "digest") != store::text_at(seal, "digest")) {
        find("An entry" + where + " was changed.");
    }
}

void Verifier::check_round(const object& answer) {
    const object& round = answer.at("round").as_object();
    round_ = store::integer_at(round, "number");
    if (store::text_at(round, "previous") != last_round_seal_) {
        find("The round does not follow the one before it.");
    }
    last_round_seal_ = store::text_at(round, "seal");

    std::map<std::string, object> found;
    for (const auto& value : answer.at("found").as_array()) {
        const object& part = value.as_object();
        found[store::text_at(part, "organization_id") + " " + store::text_at(part, "month")] = part;
    }
    std::string all;
    for (const auto& value : answer.at("seals").as_array()) {
        const object& seal = value.as_object();
        all += store::text_at(seal, "seal");
        if (only_ && store::text_at(seal, "organization_id") != *only_) continue;
        check_seal(seal);
        check_content(seal, answer.at("dropped").as_array(), found);
    }
    for (const auto& [place, part] : found) {
        find(number_text(store::integer_at(part, "entries")) +
             " entries are there that were never sealed (organization and month: " + place + ").");
    }
    if (base::sha256_hex(all) != store::text_at(round, "digest") ||
        !is_signed(context_, round_content(round), last_round_seal_)) {
        find("The seal of the round is not ours, or a seal in it was changed or removed.");
    }
    ++report.rounds;
    report.last_seal = last_round_seal_;
}

}  // namespace

base::Task<base::Result<store::Outcome>> list_audit_logs(Context context, Staff staff,
                                                         store::AuditFilter filter,
                                                         std::optional<store::AuditPosition> before,
                                                         int limit) {
    co_return co_await store::list_audit_logs(as_staff(context, staff), std::move(filter), before,
                                              limit);
}

base::Task<base::Result<void>> note_audit_export(Context context, Staff staff) {
    co_return co_await store::log_event(as_staff(context, staff), "audit.exported", "audit_logs",
                                        "{}");
}

base::Task<base::Result<SealedRound>> seal_audit(Context context, int entries_max, int keep_days) {
    auto horizon = co_await store::read_audit_horizon(as_engine(context));
    if (!horizon) co_return base::fail(std::move(horizon.error()));
    auto begun = co_await store::begin_audit_round(as_engine(context), std::move(*horizon),
                                                   entries_max, keep_days);
    if (!begun) co_return base::fail(std::move(begun.error()));
    object& round = begun->value;
    boost::json::array& seals = round.at("seals").as_array();
    SealedRound sealed;
    sealed.dropped_months = static_cast<int>(round.at("dropped_months").as_array().size());
    if (seals.empty() && sealed.dropped_months == 0) co_return sealed;

    const std::int64_t number = store::integer_at(round, "number");
    const std::string digest = base::sha256_hex(seal_all(context, number, seals));
    for (const auto& seal : seals) sealed.entries += store::integer_at(seal.as_object(), "entries");
    // A new member moves the others: `seals` is not to be used from here on.
    round["digest"] = digest;
    sealed.seal = crypto::hmac_sha256_hex(context.keys->audit().front(), round_content(round));
    round["seal"] = sealed.seal;

    const auto kept =
        co_await store::finish_audit_round(as_engine(context), boost::json::serialize(round));
    if (!kept && kept.error().code == base::ErrorCode::version_mismatch) co_return SealedRound();
    if (!kept) co_return base::fail(kept.error());
    sealed.number = number;
    sealed.more = sealed.entries >= entries_max;
    co_return sealed;
}

base::Task<base::Result<AuditReport>> verify_audit(Context context,
                                                   std::optional<std::string> organization,
                                                   AuditProgress progress) {
    std::optional<base::Uuid> id;
    if (organization) {
        const auto found =
            co_await store::find_audited_organization(as_engine(context), *organization);
        if (!found) co_return base::fail(found.error());
        id = *found;
    }
    Verifier verifier(context, id ? std::optional(base::to_string(*id)) : std::nullopt);
    std::int64_t number = 1;
    for (;;) {
        context.deadline = base::deadline_in(std::chrono::minutes(1));
        const auto answer = co_await store::read_audit_round(as_engine(context), number, id);
        if (!answer) co_return base::fail(answer.error());
        if (answer->value.at("round").is_null()) {
            if (answer->value.at("later").is_null()) {
                verifier.report.unsealed = store::integer_at(answer->value, "unsealed");
                co_return std::move(verifier.report);
            }
            const std::int64_t later = store::integer_at(answer->value, "later");
            verifier.miss_rounds(number, later - 1);
            number = later;
            continue;
        }
        verifier.check_round(answer->value);
        progress(verifier.report);
        ++number;
    }
}

}  // namespace services
