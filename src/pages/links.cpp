// The addresses of the pages. Embed keys are letters, digits and '_' once they have been found, so
// nothing here needs an encoding.
#include "pages/links.hpp"

namespace pages {

std::string manage_path(const std::string& token) {
    return "/manage/" + token;
}

std::string activities_path(const std::string& embed_key) {
    return "/book/" + embed_key;
}

std::string theme_path(const std::string& embed_key) {
    return activities_path(embed_key) + "/theme.css";
}

std::string activity_path(const std::string& embed_key, const base::Uuid& activity_id) {
    return activities_path(embed_key) + "/" + base::to_string(activity_id);
}

std::string day_path(const std::string& embed_key, const base::Uuid& activity_id, Choice choice) {
    return activity_path(embed_key, activity_id) + "?date=" + domain::format_date(choice.date) +
           "&party=" + std::to_string(choice.party);
}

std::string hold_path(const std::string& embed_key, const base::Uuid& reservation_id) {
    return activities_path(embed_key) + "/holds/" + base::to_string(reservation_id);
}

std::string confirmation_path(const std::string& embed_key, const base::Uuid& checkout_id) {
    return activities_path(embed_key) + "/confirmed/" + base::to_string(checkout_id);
}

}  // namespace pages
