// What all pages share: their frame, their headers, and the files that they link to.
#pragma once

#include <boost/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "api/call.hpp"
#include "base/error.hpp"
#include "store/embeds.hpp"

namespace pages {

// Who may show a page inside a page of theirs.
struct Framing {
    std::string ancestors;  // as frame-ancestors of a Content-Security-Policy names them
};

Framing framed_nowhere();

// The booking pages: organizations put them into their own sites, which the embed names or not.
Framing framed_by_allowed_domains(const api::Call& call);

// A page of this template. `values` also gets the links to stylesheet and icon. Nobody caches it.
http::Response page(unsigned status, std::string_view name, boost::json::object values,
                    const Framing& framing);

// The page as the reply to a request that failed: status, Retry-After and log line are those that
// the API has for the same error.
http::Response problem_page(const api::Call& call, const base::Error& error, std::string_view name,
                            boost::json::object values, const Framing& framing);

// 303: the browser goes on with GET, so a reload sends nothing twice.
http::Response see_other(std::string location);

// The values that every page of an embed has: organization, its home and its theme.
boost::json::object frame_of(const api::Call& call, const store::Embed& embed,
                             const std::string& title);

// The value "widget", with which a page of an embed becomes the widget where scripts run. Add
// "activity" or "checkout", an id, to begin there.
boost::json::object widget_of(const api::Call& call);

}  // namespace pages
