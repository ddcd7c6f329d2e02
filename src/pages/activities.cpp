// GET /book/{embed_key}: what can be booked here.
#include "api/input.hpp"
#include "pages/handlers.hpp"
#include "pages/links.hpp"
#include "pages/offer.hpp"
#include "pages/page.hpp"
#include "pages/refusal.hpp"
#include "services/availability.hpp"

namespace pages {

base::Task<http::Response> get_activities(api::Call call) {
    const auto embed = co_await services::read_embed(call.context, api::visitor_of(call));
    if (!embed) co_return refusal_page(call, embed.error());

    boost::json::array activities;
    for (const store::Activity& activity : embed->activities) {
        boost::json::object item = activity_values(*embed, activity, call.context.rules->holds);
        item["href"] = activity_path(call.path_value(0), activity.id);
        activities.push_back(std::move(item));
    }
    boost::json::object values = frame_of(call, *embed, "Book");
    values["activities"] = std::move(activities);
    values["widget"] = widget_of(call);
    co_return page(200, "activities", std::move(values), framed_by_allowed_domains(call));
}

}  // namespace pages
