// /v1/audit-logs: who did what, and the same as a file.
#include <boost/json.hpp>

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/reply.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "services/audit.hpp"

namespace api::handlers {
namespace {

constexpr std::size_t word_characters_max = 100;
constexpr int entries_per_page_of_export = 500;

const std::vector<std::string_view> filter_names = {
    "user_id", "api_key_id", "resource_type", "resource_id", "action", "from", "to"};

base::Result<std::optional<base::Instant>> optional_query_instant(const Call& call,
                                                                  std::string_view name) {
    const auto text = call.request.query_value(name);
    if (!text || text->empty()) return std::optional<base::Instant>();
    const auto instant = base::parse_instant(*text);
    if (!instant) {
        return base::fail(base::ErrorCode::invalid_field,
                          "Must be an instant such as 2026-03-29T01:30:00Z.", std::string(name));
    }
    return instant;
}

base::Result<store::AuditFilter> read_filter(const Call& call) {
    store::AuditFilter filter;
    const auto user_id = optional_query_id(call, "user_id");
    if (!user_id) return base::fail(user_id.error());
    const auto api_key_id = optional_query_id(call, "api_key_id");
    if (!api_key_id) return base::fail(api_key_id.error());
    const auto resource_type = optional_query(call, "resource_type", word_characters_max);
    if (!resource_type) return base::fail(resource_type.error());
    const auto resource_id = optional_query_id(call, "resource_id");
    if (!resource_id) return base::fail(resource_id.error());
    const auto action = optional_query(call, "action", word_characters_max);
    if (!action) return base::fail(action.error());
    const auto from = optional_query_instant(call, "from");
    if (!from) return base::fail(from.error());
    const auto to = optional_query_instant(call, "to");
    if (!to) return base::fail(to.error());
    filter.user_id = *user_id;
    filter.api_key_id = *api_key_id;
    filter.resource_type = *resource_type;
    filter.resource_id = *resource_id;
    filter.action = *action;
    filter.from = *from;
    filter.to = *to;
    return filter;
}

// The id of an entry: when it was made, in microseconds, and its number.
std::optional<store::AuditPosition> position_of(std::string_view id) {
    const std::size_t dash = id.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto microseconds = base::parse_integer(id.substr(0, dash));
    const auto number = base::parse_integer(id.substr(dash + 1));
    // Until the year 9999, beyond which no clock of ours goes.
    constexpr std::int64_t microseconds_max = 253402300799LL * 1000000;
    if (!microseconds || !number || *microseconds < 0 || *microseconds > microseconds_max ||
        *number < 0) {
        return std::nullopt;
    }
    store::AuditPosition position;
    position.created_at = base::Instant(std::chrono::microseconds(*microseconds));
    position.id = *number;
    return position;
}

base::Result<std::optional<store::AuditPosition>> read_position(const Call& call) {
    const auto text = call.request.query_value("starting_after");
    if (!text || text->empty()) return std::optional<store::AuditPosition>();
    const auto position = position_of(*text);
    if (!position) {
        return base::fail(base::ErrorCode::invalid_field, "Must be the id of an entry.",
                          "starting_after");
    }
    return position;
}

// RFC 4180; a text that a spreadsheet would take for a formula begins with an apostrophe.
std::string csv_field(const boost::json::value& value) {
    if (value.is_null()) return "";
    std::string text =
        value.is_string() ? std::string(value.as_string().c_str()) : boost::json::serialize(value);
    if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string::npos) {
        text.insert(0, "'");
    }
    std::string quoted = "\"";
    for (const char letter : text) {
        if (letter == '"') quoted += '"';
        quoted += letter;
    }
    return quoted + "\"";
}

constexpr std::string_view columns[] = {"id",         "created_at", "actor_type",    "user_id",
                                        "api_key_id", "action",     "resource_type", "resource_id",
                                        "old_values", "new_values", "ip_address",    "user_agent",
                                        "request_id"};

std::string csv_head() {
    std::string head;
    for (const auto column : columns) head += (head.empty() ? "" : ",") + std::string(column);
    return head + "\r\n";
}

std::string line_of(const boost::json::object& entry, bool as_csv) {
    if (!as_csv) return boost::json::serialize(entry) + "\n";
    std::string line;
    for (const auto column : columns) {
        if (!line.empty()) line += ',';
        line += csv_field(entry.at(column));
    }
    return line + "\r\n";
}

struct Export {
    services::Context context;
    services::Staff staff;
    store::AuditFilter filter;
    bool as_csv = false;
};

// Page by page, so that an export of any length takes the memory of one page. Who lost the right
// meanwhile gets no further: the file then ends without its last line break, as a broken transfer.
base::Task<void> send_entries(Export what, std::shared_ptr<http::BodyWriter> writer) {
    std::optional<store::AuditPosition> before;
    bool is_open = true;
    if (what.as_csv) is_open = co_await writer->write(csv_head());
    bool has_more = true;
    while (is_open && has_more) {
        what.context.deadline = base::deadline_in(base::request_seconds_max);
        const auto page = co_await services::list_audit_logs(what.context, what.staff, what.filter,
                                                             before, entries_per_page_of_export);
        if (!page) co_return;
        std::string lines;
        for (const auto& entry : page->value.at("data").as_array()) {
            lines += line_of(entry.as_object(), what.as_csv);
            before = position_of(store::text_at(entry.as_object(), "id"));
        }
        has_more = page->value.at("has_more").as_bool();
        if (!lines.empty()) is_open = co_await writer->write(std::move(lines));
    }
}

}  // namespace

// GET /v1/audit-logs
base::Task<http::Response> list_audit_logs(Call call) {
    auto filters = filter_names;
    filters.push_back("starting_after");
    const auto page = read_limit(call, std::move(filters));
    if (!page) co_return problem(call, page.error());
    auto filter = read_filter(call);
    if (!filter) co_return problem(call, filter.error());
    const auto before = read_position(call);
    if (!before) co_return problem(call, before.error());
    const auto entries = co_await services::list_audit_logs(call.context, *call.staff,
                                                            std::move(*filter), *before, *page);
    if (!entries) co_return problem(call, entries.error());
    co_return list_reply(*entries);
}

// GET /v1/audit-logs/export
base::Task<http::Response> export_audit_logs(Call call) {
    auto filters = filter_names;
    filters.push_back("format");
    if (auto error = check_query(call, filters)) co_return problem(call, *error);
    auto filter = read_filter(call);
    if (!filter) co_return problem(call, filter.error());
    const auto format = call.request.query_value("format").value_or("jsonl");
    if (format != "jsonl" && format != "csv") {
        base::Error error;
        error.code = base::ErrorCode::invalid_field;
        error.detail = "Must be jsonl or csv.";
        error.param = "format";
        co_return problem(call, error);
    }
    const auto noted = co_await services::note_audit_export(call.context, *call.staff);
    if (!noted) co_return problem(call, noted.error());

    Export what;
    what.context = call.context;
    what.staff = *call.staff;
    what.filter = std::move(*filter);
    what.as_csv = format == "csv";
    http::Response response;
    response.set("Content-Type", what.as_csv ? "text/csv; charset=utf-8" : "application/jsonl");
    response.set("Content-Disposition",
                 "attachment; filename=\"audit-logs." + std::string(format) + "\"");
    response.set("Cache-Control", "no-store");
    response.stream = [what](std::shared_ptr<http::BodyWriter> writer) {
        return send_entries(what, std::move(writer));
    };
    co_return response;
}

}  // namespace api::handlers
