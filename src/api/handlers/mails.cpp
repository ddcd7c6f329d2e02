// /v1/mails: what the organization wrote to its customers and people, and what became of it.
#include <algorithm>
#include <array>

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/reply.hpp"
#include "services/mail.hpp"

namespace api::handlers {
namespace {

constexpr std::array<std::string_view, 3> statuses = {"waiting", "sent", "failed"};
constexpr std::size_t status_characters_max = 20;

base::Result<std::optional<std::string>> read_status(const Call& call) {
    auto status = optional_query(call, "status", status_characters_max);
    if (!status) return base::fail(status.error());
    if (*status && std::find(statuses.begin(), statuses.end(), **status) == statuses.end()) {
        return base::fail(base::ErrorCode::invalid_field, "Must be one of waiting, sent, failed.",
                          "status");
    }
    return status;
}

}  // namespace

// GET /v1/mails
base::Task<http::Response> list_mails(Call call) {
    const std::vector<std::string_view> filters = {"status"};
    const auto page = read_page(call, filters);
    if (!page) co_return problem(call, page.error());
    auto status = read_status(call);
    if (!status) co_return problem(call, status.error());
    const auto mails = co_await services::list_mails(call.context, *call.staff, std::move(*status),
                                                     page->limit, page->starting_after);
    if (!mails) co_return problem(call, mails.error());
    co_return list_reply(*mails);
}

// POST /v1/mails/{id}/retry
base::Task<http::Response> retry_mail(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::mail_not_found);
    if (!id) co_return problem(call, id.error());
    if (const auto body = read_empty_body(call); !body) co_return problem(call, body.error());
    const auto mail = co_await services::retry_mail(call.context, *call.staff, *id);
    if (!mail) co_return problem(call, mail.error());
    co_return document_reply(200, *mail);
}

}  // namespace api::handlers
