// Telling operators that the health of this process has changed.
#include "services/health_alerts.hpp"

#include <boost/json/serialize.hpp>

#include "base/ids.hpp"
#include "base/text.hpp"
#include "outbound/http_client.hpp"
#include "outbound/mail.hpp"

namespace services {
namespace {

constexpr std::chrono::seconds telling_max{60};

// Why the endpoint does not know; nothing where it does. Blocks.
std::optional<std::string> send_webhook(const std::string& url, const std::string& body) {
    outbound::HttpRequest request;
    request.method = "POST";
    request.url = url;
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = body;
    const auto sent = outbound::send(request);
    if (const auto* error = std::get_if<outbound::HttpError>(&sent)) {
        return "webhook: " + error->detail;
    }
    const int status = std::get<outbound::HttpReply>(sent).status;
    if (status >= 200 && status < 300) return std::nullopt;
    return "webhook: the reply has the status " + std::to_string(status);
}

std::optional<std::string> send_mail(const MailOptions& options, const outbound::Mail& mail) {
    if (options.smtp) {
        const auto fault = outbound::deliver_by_smtp(*options.smtp, mail);
        return fault ? std::optional("mail: " + fault->reason) : std::nullopt;
    }
    const auto delivered = outbound::deliver_to_folder(options.folder, mail);
    return delivered ? std::nullopt : std::optional("mail: " + delivered.error().detail);
}

std::string words_for(const AlertOptions& options, const HealthChange& change,
                      const HealthChecks& checks) {
    std::string words = "BookingTMS at " + options.node + " is " +
                        std::string(to_string(change.to)) + " (it was " +
                        std::string(to_string(change.from)) + ").\n\n";
    for (const auto& [name, check] : checks) {
        words += name + ": " + std::string(to_string(check.state));
        if (const auto* reason = check.details.if_contains("reason")) {
            words += ". " + std::string(reason->as_string());
        }
        words += "\n";
    }
    return words + "\nWhat to do: docs/how-to/runbooks of the documentation.\n";
}

}  // namespace

std::optional<HealthChange> HealthAlerts::see(HealthState state, base::Deadline now) {
    if (state != latest_) {
        latest_ = state;
        since_ = now;
    }
    if (latest_ == told_ || now - since_ < patience_) return std::nullopt;
    return HealthChange{told_, latest_};
}

void HealthAlerts::told(HealthState state) {
    told_ = state;
}

base::Task<std::vector<std::string>> tell(Context context, AlertOptions options, MailOptions mail,
                                          HealthChange change, HealthChecks checks) {
    boost::json::object body;
    body["type"] = "health.changed";
    body["node"] = options.node;
    body["previous_status"] = to_string(change.from);
    body["status"] = to_string(change.to);
    body["checks"] = to_json(checks, true);
    const base::Instant now = context.clock->now();
    body["timestamp"] = base::to_iso(std::chrono::floor<std::chrono::milliseconds>(now));

    outbound::Mail letter;
    letter.from = mail.from;
    letter.subject = "BookingTMS at " + options.node + ": " + std::string(to_string(change.to));
    letter.text = words_for(options, change, checks);
    letter.date = now;
    const std::function<std::vector<std::string>()> send_all =
        [options, mail, letter, text = boost::json::serialize(body), now] {
            std::vector<std::string> faults;
            const auto note = [&](std::optional<std::string> fault) {
                if (fault) faults.push_back(std::move(*fault));
            };
            if (!options.webhook_url.empty()) note(send_webhook(options.webhook_url, text));
            for (const std::string& address : options.mail_to) {
                outbound::Mail one = letter;
                one.id = base::to_string(base::new_uuid(now));
                one.to = address;
                note(send_mail(mail, one));
            }
            return faults;
        };
    auto faults = co_await context.pool->run(send_all, base::deadline_in(telling_max));
    if (faults) co_return std::move(*faults);
    co_return std::vector<std::string>(1, faults.error().detail);
}

}  // namespace services
