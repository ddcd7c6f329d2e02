// Bodies of the operations on prices.
#include "api/pricing_input.hpp"

#include <algorithm>

#include "api/input.hpp"
#include "api/members.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "domain/civil.hpp"

namespace api {
namespace {

using base::ErrorCode;
using base::Fields;
using Columns = boost::json::object;

constexpr std::size_t name_characters = 100;
constexpr std::size_t description_characters = 200;
constexpr std::size_t kind_characters = 32;
constexpr std::size_t code_characters = 64;
constexpr std::size_t tickets_max = 100;
constexpr std::size_t activities_max = 100;
constexpr std::size_t windows_max = 10;
constexpr std::int64_t amount_max = 100'000'000'000;  // minor units
constexpr std::int64_t fee_amount_max = 100'000'000;
constexpr std::int64_t whole_ppm = 1'000'000;
constexpr std::int64_t raise_ppm_max = 10'000'000;
constexpr std::int64_t position_max = 10'000;
constexpr std::int64_t age_max = 150;
constexpr std::int64_t uses_max = 1'000'000'000;
constexpr std::int64_t hours_max = 8760;
constexpr std::int64_t weekdays_count = 7;

void refuse(Fields& fields, std::string_view name, std::string detail) {
    fields.refuse(name, ErrorCode::invalid_field, std::move(detail));
}

template <class T>
void add(Columns& columns, std::string_view column, const std::optional<T>& value) {
    if (value) columns[column] = *value;
}

// The member as null where it is absent: a bound that is none.
template <class T>
boost::json::value or_null(const std::optional<T>& value) {
    return value ? boost::json::value(*value) : boost::json::value(nullptr);
}

// The members of an object, read by `read`; nothing is read where it is absent.
template <class Read>
void read_object(Fields& fields, std::string_view name, const Read& read) {
    const auto* value = fields.find(name);
    if (value == nullptr) return;
    Fields members(*value, fields.pointer_to(name));
    read(members);
    if (auto error = members.finish()) fields.refuse(std::move(*error));
}

// The objects of a list, each read by `read`; false where there is no such list.
template <class Read>
bool read_objects(Fields& fields, std::string_view name, std::size_t count_max, const Read& read) {
    const auto* value = fields.find(name);
    if (value == nullptr) return false;
    const auto* list = value->if_array();
    if (list == nullptr || list->size() > count_max) {
        refuse(fields, name, "Must be a list of at most " + std::to_string(count_max) + ".");
        return false;
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
        Fields members((*list)[i], fields.pointer_to(name) + "/" + std::to_string(i));
        read(members);
        if (auto error = members.finish()) fields.refuse(std::move(*error));
    }
    return true;
}

// One of these words.
std::string read_choice(Fields& fields, std::string_view name,
                        std::initializer_list<std::string_view> choices) {
    std::string word = fields.text(name, up_to(kind_characters));
    if (std::find(choices.begin(), choices.end(), word) == choices.end()) {
        std::string known;
        for (const auto choice : choices) {
            known += (known.empty() ? "" : ", ") + std::string(choice);
        }
        refuse(fields, name, "Must be one of: " + known + ".");
    }
    return word;
}

// {"amount": 500}, minor units of the organization's currency.
std::optional<std::int64_t> optional_money(Fields& fields, std::string_view name, std::int64_t min,
                                           std::int64_t max) {
    std::optional<std::int64_t> amount;
    read_object(fields, name, [&](Fields& money) { amount = money.integer("amount", min, max); });
    return amount;
}

std::optional<std::string> optional_time_of_day(Fields& fields, std::string_view name) {
    auto text = fields.optional_text(name, up_to(kind_characters));
    if (text && !domain::parse_time_of_day(*text)) {
        refuse(fields, name, "Must be a time of day such as 17:30.");
    }
    return text;
}

std::optional<std::string> optional_day(Fields& fields, std::string_view name) {
    auto text = fields.optional_text(name, up_to(kind_characters));
    if (text && !domain::parse_date(*text)) {
        refuse(fields, name, "Must be a date such as 2026-03-29.");
    }
    return text;
}

std::optional<std::string> optional_moment(Fields& fields, std::string_view name) {
    const auto text = fields.optional_text(name, up_to(kind_characters));
    if (!text) return std::nullopt;
    const auto instant = base::parse_instant(*text);
    if (!instant) {
        refuse(fields, name, "Must be an instant such as 2026-03-29T09:00:00Z.");
        return std::nullopt;
    }
    return base::to_iso(*instant);
}

// Texts of one form are in order as they are; that of an absent bound is.
void check_order(Fields& fields, std::string_view name, const std::optional<std::string>& from,
                 const std::optional<std::string>& to, bool may_be_equal) {
    if (from && to && (*to < *from || (*to == *from && !may_be_equal))) {
        refuse(fields, name, "Must come after " + *from + ".");
    }
}

std::optional<base::Uuid> optional_id(Fields& fields, std::string_view name) {
    if (fields.find(name) == nullptr) return std::nullopt;
    return fields.uuid(name);
}

// Of what has a place in an order and can be switched off.
void read_position(Fields& fields, Columns& columns, bool is_new) {
    add(columns, "position", fields.optional_integer("position", 0, position_max));
    if (!is_new) add(columns, "is_active", fields.optional_boolean("is_active"));
}

void read_name(Fields& fields, Columns& columns, bool is_new) {
    const auto name = fields.optional_text("name", up_to(name_characters));
    if (is_new && !name) fields.require("name");
    add(columns, "name", name);
}

void read_ticket_type(Fields& fields, store::PricingValues& values, bool is_new) {
    if (is_new) values.activity_id = fields.uuid("activity_id");
    read_name(fields, values.columns, is_new);
    read_object(fields, "ages", [&](Fields& ages) {
        const auto min = ages.optional_integer("min", 0, age_max);
        const auto max = ages.optional_integer("max", 0, age_max);
        if (min && max && *max < *min) refuse(ages, "max", "Must not be below min.");
        values.columns["min_age"] = or_null(min);
        values.columns["max_age"] = or_null(max);
    });
    const auto price = optional_money(fields, "price", 0, amount_max);
    if (is_new && !price) fields.require("price");
    add(values.columns, "price_minor", price);
    read_position(fields, values.columns, is_new);
}

boost::json::value read_weekdays(Fields& fields) {
    const auto* value = fields.find("weekdays");
    if (value == nullptr) return nullptr;
    const auto* list = value->if_array();
    bool good = list != nullptr && !list->empty() && list->size() <= weekdays_count;
    std::vector<std::int64_t> days;
    for (std::size_t i = 0; good && i < list->size(); ++i) {
        const auto* day = (*list)[i].if_int64();
        good = day != nullptr && *day >= 1 && *day <= weekdays_count &&
               std::find(days.begin(), days.end(), *day) == days.end();
        if (good) days.push_back(*day);
    }
    if (!good) {
        refuse(fields, "weekdays", "Must be a list of different days, from 1 (Monday) to 7.");
    }
    return boost::json::value_from(days);
}

// When a rule applies; all of it is replaced.
void read_applies(Fields& fields, Columns& columns) {
    read_object(fields, "applies", [&](Fields& applies) {
        columns["weekdays"] = read_weekdays(applies);
        const auto from_time = optional_time_of_day(applies, "from_time");
        const auto to_time = optional_time_of_day(applies, "to_time");
        check_order(applies, "to_time", from_time, to_time, false);
        const auto from_date = optional_day(applies, "from_date");
        const auto to_date = optional_day(applies, "to_date");
        check_order(applies, "to_date", from_date, to_date, true);
        columns["from_time"] = or_null(from_time);
        columns["to_time"] = or_null(to_time);
        columns["from_date"] = or_null(from_date);
        columns["to_date"] = or_null(to_date);
    });
}

void read_price_rule(Fields& fields, store::PricingValues& values, bool is_new) {
    Columns& columns = values.columns;
    if (is_new) {
        values.activity_id = fields.uuid("activity_id");
        const auto ticket_type = optional_id(fields, "ticket_type_id");
        if (ticket_type) columns["ticket_type_id"] = base::to_string(*ticket_type);
    }
    read_name(fields, columns, is_new);
    read_applies(fields, columns);
    if (is_new) fields.require("change");
    read_object(fields, "change", [&](Fields& change) {
        columns["change_ppm"] = nullptr;
        columns["change_minor"] = nullptr;
        columns["price_minor"] = nullptr;
        const std::string kind = read_choice(change, "kind", {"percent", "amount", "price"});
        if (kind == "percent") {
            columns["change_ppm"] = change.integer("rate_ppm", -whole_ppm, raise_ppm_max);
        } else if (kind == "amount") {
            columns["change_minor"] = change.integer("amount", -amount_max, amount_max);
        } else {
            columns["price_minor"] = change.integer("amount", 0, amount_max);
        }
    });
    read_position(fields, columns, is_new);
}

void read_tax_rate(Fields& fields, store::PricingValues& values, bool is_new) {
    Columns& columns = values.columns;
    if (is_new) values.activity_id = optional_id(fields, "activity_id");
    read_name(fields, columns, is_new);
    const auto rate = fields.optional_integer("rate_ppm", 0, whole_ppm);
    if (is_new && !rate) fields.require("rate_ppm");
    add(columns, "rate_ppm", rate);
    const auto is_inclusive = fields.optional_boolean("is_inclusive");
    if (is_new && !is_inclusive) fields.require("is_inclusive");
    add(columns, "is_inclusive", is_inclusive);
    read_position(fields, columns, is_new);
}

// A to Z, 0 to 9, dashes and underscores, in capitals whatever was typed.
std::string read_new_code(Fields& fields) {
    std::string code = fields.text("code", up_to(code_characters));
    std::transform(code.begin(), code.end(), code.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    const bool good = code.size() >= 3 && code.size() <= 40 && is_letter(code.front()) &&
                      std::all_of(code.begin(), code.end(),
                                  [&](char c) { return is_letter(c) || c == '-' || c == '_'; });
    if (!good) {
        refuse(fields, "code",
               "Must have 3 to 40 letters A to Z, digits, dashes and underscores, and begin with a "
               "letter or digit.");
    }
    return code;
}

void read_discount(Fields& fields, Columns& columns) {
    read_object(fields, "discount", [&](Fields& discount) {
        const std::string kind = read_choice(discount, "kind", {"percent", "fixed", "free"});
        columns["kind"] = kind;
        columns["percent_ppm"] = nullptr;
        columns["amount_minor"] = nullptr;
        if (kind == "percent") {
            columns["percent_ppm"] = discount.integer("rate_ppm", 1, whole_ppm);
        } else if (kind == "fixed") {
            columns["amount_minor"] = discount.integer("amount", 1, amount_max);
        }
    });
}

std::optional<std::vector<base::Uuid>> optional_activities(Fields& fields) {
    const auto texts = optional_texts(fields, "activity_ids", activities_max, kind_characters * 2);
    if (!texts) return std::nullopt;
    std::vector<base::Uuid> ids;
    for (const std::string& text : *texts) {
        const auto id = base::parse_uuid(text);
        if (!id) {
            refuse(fields, "activity_ids", "Must be a list of UUIDs.");
            return std::nullopt;
        }
        ids.push_back(*id);
    }
    return ids;
}

void read_promo_code(Fields& fields, store::PricingValues& values, bool is_new) {
    Columns& columns = values.columns;
    if (is_new) columns["code"] = read_new_code(fields);
    add(columns, "description",
        fields.optional_text("description", none_to(description_characters)));
    if (is_new) fields.require("discount");
    read_discount(fields, columns);
    read_object(fields, "validity", [&](Fields& validity) {
        const auto from = optional_moment(validity, "from");
        const auto until = optional_moment(validity, "until");
        check_order(validity, "until", from, until, false);
        columns["valid_from"] = or_null(from);
        columns["valid_until"] = or_null(until);
    });
    add(columns, "minimum_minor", optional_money(fields, "minimum", 0, amount_max));
    read_object(fields, "limits", [&](Fields& limits) {
        columns["max_uses"] = or_null(limits.optional_integer("uses", 1, uses_max));
        columns["max_uses_per_customer"] =
            or_null(limits.optional_integer("uses_per_customer", 1, uses_max));
    });
    values.activity_ids = optional_activities(fields);
    if (!is_new) add(columns, "is_active", fields.optional_boolean("is_active"));
}

std::int64_t required_money(Fields& fields, std::string_view name, std::int64_t max) {
    return require_member(fields, name, optional_money(fields, name, 0, max));
}

// One window of a cancellation policy, or nothing that matters where it has a fault.
Columns read_window(Fields& fields) {
    Columns window;
    window["hours_before"] = fields.integer("hours_before", 0, hours_max);
    window["refund_ppm"] = fields.integer("refund_ppm", 0, whole_ppm);
    return window;
}

}  // namespace

base::Result<store::PricingValues> read_pricing_values(const Call& call, store::PricingKind kind,
                                                       bool is_new) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    Fields fields(*body, "");
    store::PricingValues values;
    switch (kind) {
        case store::PricingKind::ticket_type:
            read_ticket_type(fields, values, is_new);
            break;
        case store::PricingKind::price_rule:
            read_price_rule(fields, values, is_new);
            break;
        case store::PricingKind::tax_rate:
            read_tax_rate(fields, values, is_new);
            break;
        case store::PricingKind::promo_code:
            read_promo_code(fields, values, is_new);
            break;
    }
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return values;
}

base::Result<boost::json::object> read_fees_change(const Call& call) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    Fields fields(*body, "");
    Columns columns;
    read_object(fields, "booking_fee", [&](Fields& fee) {
        columns["booking_fee_name"] = fee.text("name", up_to(name_characters));
        columns["booking_fee_ppm"] = fee.integer("rate_ppm", 0, whole_ppm);
        columns["booking_fee_minor"] = required_money(fee, "fixed", fee_amount_max);
        columns["booking_fee_mode"] = read_choice(fee, "mode", {"absorbed", "passed_on"});
        columns["booking_fee_taxed"] =
            require_member(fee, "is_taxed", fee.optional_boolean("is_taxed"));
    });
    read_object(fields, "platform_fee", [&](Fields& fee) {
        columns["platform_fee_ppm"] = fee.integer("rate_ppm", 0, whole_ppm);
        columns["platform_fee_minor"] = required_money(fee, "fixed", fee_amount_max);
    });
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return columns;
}

base::Result<boost::json::object> read_gift_card(const Call& call) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    Fields fields(*body, "");
    Columns columns;
    columns["initial_minor"] =
        require_member(fields, "initial", optional_money(fields, "initial", 1, amount_max));
    columns["is_paid"] = require_member(fields, "is_paid", fields.optional_boolean("is_paid"));
    add(columns, "expires_at", optional_moment(fields, "expires_at"));
    read_object(fields, "recipient", [&](Fields& recipient) {
        add(columns, "recipient_name",
            recipient.optional_text("name", up_to(label_characters_max)));
        add(columns, "recipient_email", recipient.optional_email("email"));
    });
    add(columns, "message", fields.optional_text("message", none_to(note_characters_max)));
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return columns;
}

std::optional<boost::json::array> optional_tickets(base::Fields& fields) {
    boost::json::array tickets;
    const bool given = read_objects(fields, "tickets", tickets_max, [&](Fields& ticket) {
        Columns wanted;
        wanted["ticket_type_id"] = base::to_string(ticket.uuid("ticket_type_id"));
        wanted["quantity"] = ticket.integer("quantity", 1, base::spots_max);
        tickets.emplace_back(std::move(wanted));
    });
    if (!given) return std::nullopt;
    if (tickets.empty()) refuse(fields, "tickets", "Must have at least one ticket.");
    return tickets;
}

base::Result<boost::json::object> read_quote_question(const Call& call) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    Fields fields(*body, "");
    Columns question;
    const auto session_id = optional_id(fields, "session_id");
    const auto reservation_id = optional_id(fields, "reservation_id");
    if (session_id && reservation_id) {
        refuse(fields, "reservation_id", "Name a session or a reservation, not both.");
    }
    if (!session_id && !reservation_id) fields.require("session_id");
    if (session_id) question["session_id"] = base::to_string(*session_id);
    if (reservation_id) question["reservation_id"] = base::to_string(*reservation_id);
    const auto party_size = fields.optional_integer("party_size", 1, base::spots_max);
    if (party_size && reservation_id) {
        refuse(fields, "party_size", "The reservation says how many people come.");
    }
    add(question, "party_size", party_size);
    add(question, "tickets", optional_tickets(fields));
    add(question, "promo_code", fields.optional_text("promo_code", up_to(code_characters)));
    add(question, "gift_card_code", fields.optional_text("gift_card_code", up_to(code_characters)));
    add(question, "email", fields.optional_email("customer_email"));
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return question;
}

boost::json::object read_terms(base::Fields& fields) {
    Columns columns;
    read_object(fields, "deposit", [&](Fields& deposit) {
        const std::string kind = read_choice(deposit, "kind", {"none", "percent", "fixed"});
        columns["deposit_ppm"] = nullptr;
        columns["deposit_minor"] = nullptr;
        if (kind == "percent") {
            columns["deposit_ppm"] = deposit.integer("rate_ppm", 1, whole_ppm);
        } else if (kind == "fixed") {
            columns["deposit_minor"] = deposit.integer("amount", 1, amount_max);
        }
    });
    read_object(fields, "cancellation_policy", [&](Fields& policy) {
        boost::json::array windows;
        const bool given = read_objects(policy, "windows", windows_max, [&](Fields& window) {
            windows.emplace_back(read_window(window));
        });
        if (!given) policy.require("windows");
        Columns whole;
        whole["windows"] = std::move(windows);
        whole["fee_minor"] = required_money(policy, "fee", amount_max);
        whole["reschedule_hours_before"] = policy.integer("reschedule_hours_before", 0, hours_max);
        whole["no_show_fee_ppm"] = policy.integer("no_show_fee_ppm", 0, whole_ppm);
        columns["cancellation_policy"] = std::move(whole);
    });
    return columns;
}

}  // namespace api
