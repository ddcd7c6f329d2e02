// Which sites an embed answers: the header "Origin" against the embed's allowed domains.
// docs/decisions/0044-allowed-domains.md.
#pragma once

#include <string>
#include <vector>

#include "api/call.hpp"

namespace api {

// The allowed domains of the embed that the path names, remembered as the embed's offer is; none
// where every site may show it, and where there is no such embed, which its handler will say.
base::Task<base::Result<std::vector<std::string>>> read_allowed_domains(Call call);

// Whether visitors may use the embed that the path names, from the same memory. embed_not_found.
base::Task<base::Result<void>> check_embed(Call call);

// The site whose script or form sent the request; empty for our own pages and for what is no
// browser.
std::string other_origin_of(const Call& call);

}  // namespace api
