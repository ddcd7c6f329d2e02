// Rows of sql/queries/embeds.sql as structs.
#include "store/embeds.hpp"

#include "store/outcome.hpp"
#include "store/queries.hpp"

namespace store {
namespace {

Organization organization_of(const pg::Row& row) {
    Organization organization;
    organization.id = row.uuid(0);
    organization.name = row.text(1);
    organization.slug = row.text(2);
    organization.currency = row.text(3);
    organization.primary_color = row.text(4);
    return organization;
}

Venue venue_of(const pg::Row& row) {
    Venue venue;
    venue.id = row.uuid(0);
    venue.name = row.text(1);
    venue.address = row.text(2);
    venue.time_zone = row.text(3);
    return venue;
}

Activity activity_of(const pg::Row& row) {
    Activity activity;
    activity.id = row.uuid(0);
    activity.venue_id = row.uuid(1);
    activity.name = row.text(2);
    activity.slug = row.text(3);
    activity.tagline = row.text(4);
    activity.description = row.text(5);
    activity.duration_minutes = static_cast<int>(row.integer(6));
    activity.capacity = static_cast<int>(row.integer(7));
    activity.mode = known_state(domain::parse_booking_mode(row.text(8)));
    activity.min_party = static_cast<int>(row.integer(9));
    activity.max_party = static_cast<int>(row.integer(10));
    activity.price_minor = row.integer(11);
    activity.currency = row.text(12);
    activity.booking_cutoff_minutes = static_cast<int>(row.integer(13));
    activity.booking_window_days = static_cast<int>(row.integer(14));
    activity.offer = boost::json::parse(row.text(15)).as_object();
    return activity;
}

}  // namespace

base::Task<base::Result<Embed>> read_embed(Context context) {
    static const pg::Query& organization = query("read_embed_organization");
    static const pg::Query& venues = query("list_embed_venues");
    static const pg::Query& activities = query("list_embed_activities");

    pg::Unit unit = unit_for(context.claims);
    for (const pg::Query* each : {&organization, &venues, &activities}) {
        pg::Statement statement;
        statement.query = each;
        unit.statements.push_back(std::move(statement));
    }
    auto rows = co_await read(context, std::move(unit));
    if (!rows) co_return base::fail(std::move(rows.error()));
    if (rows->at(0).empty()) co_return base::fail(base::ErrorCode::embed_not_found, "");

    Embed embed;
    embed.organization = organization_of(rows->at(0)[0]);
    const auto methods = boost::json::parse(rows->at(0)[0].text(5));
    for (const auto& method : methods.as_array()) {
        embed.payment_methods.emplace_back(method.as_string());
    }
    for (int i = 0; i < rows->at(1).size(); ++i) embed.venues.push_back(venue_of(rows->at(1)[i]));
    for (int i = 0; i < rows->at(2).size(); ++i) {
        embed.activities.push_back(activity_of(rows->at(2)[i]));
    }
    co_return embed;
}

base::Task<base::Result<AllowedDomains>> read_allowed_domains(Context context) {
    static const pg::Query& asked = query("read_allowed_domains");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &asked;
    unit.statements.push_back(std::move(statement));
    auto rows = co_await read(context, std::move(unit));
    if (!rows) co_return base::fail(std::move(rows.error()));
    const pg::Row row = rows->at(0)[0];
    if (row.is_null(0)) co_return base::fail(base::ErrorCode::embed_not_found, "");
    const boost::json::object found = boost::json::parse(row.text(0)).as_object();
    AllowedDomains allowed;
    allowed.organization_id = uuid_at(found, "organization_id");
    allowed.domains = found.at("allowed_domains").as_array();
    co_return allowed;
}

}  // namespace store
