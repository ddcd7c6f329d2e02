// The addresses of the pages, relative to the site.
#pragma once

#include <string>

#include "base/ids.hpp"
#include "domain/civil.hpp"

namespace pages {

// What the visitor has chosen on the page of an activity.
struct Choice {
    domain::CivilDate date;
    int party = 0;
};

std::string manage_path(const std::string& token);
std::string activities_path(const std::string& embed_key);
std::string theme_path(const std::string& embed_key);
std::string activity_path(const std::string& embed_key, const base::Uuid& activity_id);
std::string day_path(const std::string& embed_key, const base::Uuid& activity_id, Choice choice);
std::string hold_path(const std::string& embed_key, const base::Uuid& reservation_id);
std::string confirmation_path(const std::string& embed_key, const base::Uuid& checkout_id);

}  // namespace pages
