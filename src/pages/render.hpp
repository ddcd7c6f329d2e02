// Fills the templates of src/pages/assets: mustache, every value escaped unless the template says
// otherwise.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

namespace pages {

// The template of this name ("sessions" for assets/sessions.mustache) with these values. null,
// false, "" and [] are false in sections. Templates may include each other. Throws
// std::logic_error where there is no such template.
std::string render(std::string_view name, const boost::json::object& values);

}  // namespace pages
