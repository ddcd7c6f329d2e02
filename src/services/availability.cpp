// Looking around: what an embed offers, and when.
#include "services/availability.hpp"

#include "base/limits.hpp"
#include "domain/civil.hpp"
#include "services/payment_provider.hpp"

namespace services {

std::optional<base::Error> check_dates(const AvailabilityInput& input) {
    base::Error error;
    error.code = base::ErrorCode::invalid_field;
    const auto from = domain::parse_date(input.from);
    const auto to = domain::parse_date(input.to);
    if (!from || !to) {
        error.param = from ? "to" : "from";
        error.detail = "Must be a date like 2026-03-29.";
        return error;
    }
    error.param = "to";
    if (*to < *from) {
        error.detail = "Must not be before from.";
        return error;
    }
    if ((*to - *from).count() >= base::availability_days_max) {
        error.detail = "Ask for at most " + std::to_string(base::availability_days_max) + " days.";
        return error;
    }
    return std::nullopt;
}

base::Task<base::Result<store::Embed>> read_embed(Context context, Visitor visitor) {
    auto embed = co_await store::read_embed(as_visitor(context, visitor));
    if (embed) {
        std::erase_if(embed->payment_methods, [&](const std::string& method) {
            return method != "pay_at_venue" && context.payments->find(method) == nullptr;
        });
    }
    co_return embed;
}

base::Task<base::Result<store::AllowedDomains>> read_allowed_domains(Context context,
                                                                     Visitor visitor) {
    co_return co_await store::read_allowed_domains(as_visitor(context, visitor));
}

base::Task<base::Result<store::Availability>> list_availability(Context context, Visitor visitor,
                                                                AvailabilityInput input) {
    if (auto error = check_dates(input)) co_return base::fail(std::move(*error));
    store::AvailabilityQuestion question;
    question.activity_id = input.activity_id;
    question.from = std::move(input.from);
    question.to = std::move(input.to);
    question.spots = input.spots;
    co_return co_await store::list_availability(as_visitor(context, visitor), std::move(question));
}

base::Task<base::Result<base::Uuid>> find_activity_organization(Context context, Visitor visitor,
                                                                base::Uuid activity_id) {
    co_return co_await store::find_activity_organization(as_visitor(context, visitor), activity_id);
}

base::Task<base::Result<store::ZonedSession>> read_session(Context context, Visitor visitor,
                                                           base::Uuid session_id) {
    co_return co_await store::read_session(as_visitor(context, visitor), session_id);
}

}  // namespace services
