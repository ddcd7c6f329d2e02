// The organization's colour on the booking page, changed as far as reading needs it.
#pragma once

#include <string>

namespace pages {

// A stylesheet that sets --accent and --on-accent of booking.css for light and dark screens. Text
// of the accent colour on the page, and text on the accent colour, have a contrast of at least 4.5
// to 1 (WCAG 2.2, 1.4.3): the colour is darkened or lightened until they do. `primary_color` is
// "#rrggbb".
std::string theme_css(const std::string& primary_color);

}  // namespace pages
