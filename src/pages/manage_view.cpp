// A customer's own booking as its page shows it.
#include "pages/manage_view.hpp"

#include <algorithm>

#include "domain/time_zone.hpp"
#include "pages/quote_view.hpp"
#include "pages/words.hpp"
#include "services/payment_provider.hpp"
#include "store/outcome.hpp"

namespace pages {
namespace {

std::int64_t minor_of(const boost::json::object& booking, std::string_view name) {
    return booking.at(name).at("amount").as_int64();
}

domain::TimeZone zone_of(const boost::json::object& booking) {
    const auto zone = domain::TimeZone::find(
        std::string(booking.at("venue").as_object().at("time_zone").as_string()));
    if (!zone) throw std::logic_error("a venue has a time zone that this machine does not know");
    return *zone;
}

boost::json::object when_values(const boost::json::object& object, const domain::TimeZone& zone) {
    const auto start = zone.civil_time(store::instant_at(object, "start_time"));
    boost::json::object values;
    values["day"] = day_and_year_in_words(std::chrono::floor<std::chrono::days>(start));
    values["start"] = time_in_words(start);
    values["end"] = time_in_words(zone.civil_time(store::instant_at(object, "end_time")));
    return values;
}

std::string status_in_words(const std::string& status) {
    if (status == "confirmed") return "Confirmed";
    if (status == "checked_in") return "Checked in";
    if (status == "completed") return "Completed";
    if (status == "no_show") return "Nobody came";
    return "Cancelled";
}

boost::json::object booking_values(const boost::json::object& booking) {
    boost::json::object values = when_values(booking, zone_of(booking));
    const std::string status = store::text_at(booking, "status");
    values["number"] = booking.at("booking_number");
    values["code"] = booking.at("confirmation_code");
    values["status"] = status_in_words(status);
    values["is_cancelled"] = status == "cancelled";
    values["activity"] = booking.at("activity").at("name");
    values["venue"] = booking.at("venue").at("name");
    if (const auto* address = booking.at("venue").as_object().if_contains("address")) {
        values["address"] = *address;
    }
    if (const auto* email = booking.at("organization").as_object().if_contains("contact_email")) {
        values["contact_email"] = *email;
    }
    values["party"] = people_in_words(static_cast<int>(booking.at("party_size").as_int64()));
    return values;
}

boost::json::object money_values(const boost::json::object& booking) {
    boost::json::object values;
    values["lines"] = lines_values(booking.at("lines").as_array());
    values["total"] = amount_in_words(booking.at("total"));
    values["paid"] = minor_of(booking, "paid") == 0 ? "" : amount_in_words(booking.at("paid"));
    values["refunded"] =
        minor_of(booking, "refunded") == 0 ? "" : amount_in_words(booking.at("refunded"));
    values["balance"] =
        minor_of(booking, "balance") > 0 ? amount_in_words(booking.at("balance")) : "";
    return values;
}

boost::json::object cancel_values(const boost::json::object& booking) {
    boost::json::object values;
    const std::int64_t refund = minor_of(booking, "cancellation_refund");
    values["expected_refund"] = refund;
    values["refund"] = refund == 0 ? "" : amount_in_words(booking.at("cancellation_refund"));
    values["is_paid"] = minor_of(booking, "paid") > minor_of(booking, "refunded");
    return values;
}

// "£5.00 more to pay", "£5.00 goes back to you"; empty: the same price.
std::string difference_in_words(const boost::json::object& booking, std::int64_t total) {
    const std::string currency(booking.at("total").at("currency").as_string());
    const std::int64_t more = total - minor_of(booking, "total");
    if (more > 0) return money_in_words(more, currency) + " more";
    if (more < 0) return money_in_words(-more, currency) + " less";
    return "the same price";
}

boost::json::array sessions_values(const boost::json::object& booking, const std::string& path,
                                   const boost::json::array& sessions) {
    const domain::TimeZone zone = zone_of(booking);
    boost::json::array values;
    for (const auto& session : sessions) {
        const auto& object = session.as_object();
        boost::json::object item = when_values(object, zone);
        item["session_id"] = object.at("id");
        item["href"] = path + "?step=reschedule&session_id=" + store::text_at(object, "id");
        item["total"] = amount_in_words(object.at("total"));
        item["difference"] =
            difference_in_words(booking, object.at("total").at("amount").as_int64());
        values.push_back(std::move(item));
    }
    return values;
}

}  // namespace

bool is_allowed(const boost::json::object& booking, std::string_view action) {
    const auto& actions = booking.at("allowed_actions").as_array();
    return std::any_of(actions.begin(), actions.end(), [&](const boost::json::value& allowed) {
        return allowed.as_string() == action;
    });
}

boost::json::array offered_methods(const services::Context& context,
                                   const boost::json::object& booking) {
    boost::json::array methods;
    const auto* taken = booking.if_contains("payment_methods");
    if (taken == nullptr || !is_allowed(booking, "pay")) return methods;
    for (const auto& method : taken->as_array()) {
        const std::string name(method.as_string());
        if (context.payments->find(name) == nullptr) continue;
        boost::json::object item;
        item["method"] = name;
        item["label"] = name == "test" ? "Pay as a test" : "Pay online";
        methods.push_back(std::move(item));
    }
    return methods;
}

boost::json::object manage_values(const boost::json::object& booking, const std::string& path,
                                  const ManageStep& step,
                                  const std::optional<boost::json::array>& sessions) {
    boost::json::object values;
    const auto& organization = booking.at("organization").at("name");
    values["title"] = "Your booking · " + std::string(organization.as_string());
    values["organization"] = organization;
    values["home"] = path;
    values["path"] = path;
    values["is_private_address"] = true;
    values["booking"] = booking_values(booking);
    values["money"] = money_values(booking);
    values["was_moved"] = step.done == "reschedule";
    values["pay_url"] = step.pay_url;
    if (step.action == "cancel") {
        values["cancelling"] = cancel_values(booking);
    } else if (step.action == "reschedule" && sessions) {
        boost::json::object moving;
        moving["sessions"] = sessions_values(booking, path, *sessions);
        moving["is_chosen"] = step.session_id && sessions->size() == 1;
        values["moving"] = std::move(moving);
    } else {
        values["can_cancel"] = is_allowed(booking, "cancel");
        values["can_move"] = is_allowed(booking, "reschedule");
    }
    return values;
}

}  // namespace pages
