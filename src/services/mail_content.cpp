// What a mail says.
#include "services/mail_content.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <kainjow/mustache.hpp>
#include <map>
#include <stdexcept>
#include <vector>

#include "base/embedded_file.hpp"
#include "base/text.hpp"
#include "domain/money.hpp"
#include "domain/time_zone.hpp"
#include "store/outcome.hpp"

namespace services {
namespace {

namespace mustache = kainjow::mustache;

std::string_view file_of(std::string_view path) {
    const auto files = mails::files();
    const auto found = std::find_if(files.begin(), files.end(),
                                    [path](const auto& file) { return file.path == path; });
    if (found == files.end()) throw std::logic_error("there is no file " + std::string(path));
    return found->content;
}

using Words = boost::json::object;

const Words& words_of(const std::string& language) {
    static const auto all = [] {
        std::map<std::string, Words, std::less<>> read;
        for (const std::string code : {"en", "es", "fr", "de", "ar"}) {
            read[code] = boost::json::parse(file_of(code + ".json")).as_object();
        }
        return read;
    }();
    return all.at(language);
}

std::string word(const Words& words, std::string_view group, std::string_view name) {
    return store::text_at(words.at(group).as_object(), name);
}

// A text of the words table with its {{names}} replaced. What it makes is plain text.
std::string fill(const boost::json::value& source, const mustache::data& values) {
    mustache::mustache text(std::string(source.as_string()));
    text.set_custom_escape([](const std::string& value) { return value; });
    return std::string(base::trim(text.render(values)));
}

std::string text_or(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

std::int64_t integer_or(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_int64() ? value->as_int64() : 0;
}

// "£1,020.00", "1.020,00 £", "KWD 1.250": the digits of the currency, the signs of the language.
std::string amount_text(const Words& words, std::int64_t minor, const std::string& code) {
    domain::Money money;
    money.currency = domain::parse_currency(code).value();
    money.minor = minor < 0 ? -minor : minor;
    const std::string plain = domain::format_plain(money);
    const std::string number = plain.substr(0, plain.find(' '));
    const std::size_t point = std::min(number.find('.'), number.size());
    std::string shown;
    for (std::size_t i = 0; i < point; ++i) {
        if (i > 0 && (point - i) % 3 == 0) shown += store::text_at(words, "group");
        shown += number[i];
    }
    if (point < number.size()) {
        shown += store::text_at(words, "decimal") + number.substr(point + 1);
    }
    const std::string sign = minor < 0 ? "-" : "";
    const bool has_symbol = !money.currency.symbol.empty();
    const std::string symbol(has_symbol ? money.currency.symbol : money.currency.code);
    constexpr const char* fixed_space = "\u00a0";
    if (!words.at("symbol_first").as_bool()) return sign + shown + fixed_space + symbol;
    return sign + symbol + (has_symbol ? "" : fixed_space) + shown;
}

std::string day_text(const Words& words, domain::CivilDate date) {
    const std::chrono::year_month_day day{date};
    mustache::data values;
    values.set(
        "weekday",
        store::text_at({{"name", words.at("weekdays").as_array().at(domain::weekday_index(date))}},
                       "name"));
    values.set("day", std::to_string(static_cast<unsigned>(day.day())));
    const auto& months = words.at("months").as_array();
    values.set("month", std::string(months.at(static_cast<unsigned>(day.month()) - 1).as_string()));
    values.set("year", std::to_string(static_cast<int>(day.year())));
    return fill(words.at("date"), values);
}

std::string clock_text(domain::CivilTime time) {
    return domain::format_time_of_day(time - std::chrono::floor<std::chrono::days>(time));
}

// "Saturday 28 March 2026, 10:00–11:00 (Europe/London)": what the clock of the venue shows.
std::string when_text(const Words& words, const boost::json::object& booking) {
    const auto zone = domain::TimeZone::find(store::text_at(booking, "time_zone")).value();
    const auto start = zone.civil_time(store::instant_at(booking, "start_time"));
    const auto end = zone.civil_time(store::instant_at(booking, "end_time"));
    return day_text(words, std::chrono::floor<std::chrono::days>(start)) + ", " +
           clock_text(start) + "–" + clock_text(end) + " (" + zone.name() + ")";
}

struct Row {
    std::string label;
    std::string value;
};
using Rows = std::vector<Row>;

// What the mail names, one below the other.
Rows details_of(const Words& words, const boost::json::object& values, const MailExtras& extras) {
    Rows rows;
    const auto add = [&](std::string_view label, std::string value) {
        if (!value.empty()) rows.push_back({word(words, "labels", label), std::move(value)});
    };
    if (values.contains("booking_number")) {
        add("number", text_or(values, "booking_number"));
        add("activity", text_or(values, "activity_name"));
        add("when", when_text(words, values));
        const std::string address = text_or(values, "venue_address");
        add("where", text_or(values, "venue_name") + (address.empty() ? "" : ", " + address));
        add("people", std::to_string(integer_or(values, "party_size")));
    }
    add("from", text_or(values, "from_name"));
    add("code", extras.code);
    if (values.contains("expires_at") && values.at("expires_at").is_string()) {
        const auto zone = domain::TimeZone::find("UTC").value();
        add("valid_until",
            day_text(words, zone.civil_date(store::instant_at(values, "expires_at"))));
    }
    add("address", text_or(values, "address"));
    add("program", text_or(values, "agent"));
    add("url", text_or(values, "url"));
    return rows;
}

// What the booking costs, line by line, and what is paid of it.
Rows lines_of(const Words& words, const boost::json::object& values) {
    Rows rows;
    if (!values.contains("total_minor")) return rows;
    const std::string currency = store::text_at(values, "currency");
    const auto add = [&](std::string label, std::int64_t minor) {
        rows.push_back({std::move(label), amount_text(words, minor, currency)});
    };
    for (const auto& item : values.at("lines").as_array()) {
        const auto& line = item.as_object();
        const std::int64_t quantity = integer_or(line, "quantity");
        const std::string count = quantity > 1 ? std::to_string(quantity) + " × " : "";
        add(count + text_or(line, "name"), integer_or(line, "amount_minor"));
    }
    const std::int64_t total = integer_or(values, "total_minor");
    const std::int64_t paid = integer_or(values, "paid_minor");
    add(word(words, "labels", "total"), total);
    add(word(words, "labels", "paid"), paid);
    if (total > paid) add(word(words, "labels", "due"), total - paid);
    return rows;
}

// The names that texts of the words table may have.
mustache::data names_of(const Words& words, const store::QueuedMail& queued) {
    const boost::json::object& given = queued.parameters;
    mustache::data names;
    names.set("name", mustache::data(false));
    const auto set = [&names](const std::string& name, const std::string& value) {
        names.set(name, value.empty() ? mustache::data(false) : mustache::data(value));
    };
    // Customers, who a gift card is for, and people of an organization.
    for (const std::string_view name : {"name", "recipient_name", "first_name"}) {
        if (!text_or(given, name).empty()) set("name", text_or(given, name));
    }
    set("organization", queued.sender.organization_name);
    set("number", text_or(given, "booking_number"));
    set("activity", text_or(given, "activity_name"));
    set("message", text_or(given, "message"));
    set("since", text_or(given, "since"));
    const std::int64_t amount = given.contains("refund_minor") ? integer_or(given, "refund_minor")
                                                               : integer_or(given, "amount_minor");
    set("amount", amount == 0 ? "" : amount_text(words, amount, store::text_at(given, "currency")));
    return names;
}

// Everything that the layout shows, as plain text.
struct Parts {
    std::string subject;
    std::string greeting;
    std::vector<std::string> paragraphs;
    Rows details;
    Rows lines;
    std::string action;
    std::vector<std::string> footer;
};

std::string plain_text(const Parts& parts, const MailExtras& extras) {
    std::string text = parts.greeting.empty() ? "" : parts.greeting + "\n\n";
    for (const std::string& paragraph : parts.paragraphs) text += paragraph + "\n\n";
    const auto add = [&text](const Rows& rows) {
        for (const Row& row : rows) text += "  " + row.label + ": " + row.value + "\n";
        if (!rows.empty()) text += "\n";
    };
    add(parts.details);
    add(parts.lines);
    if (!extras.link.empty()) text += parts.action + ":\n" + extras.link + "\n\n";
    text += "-- \n";
    for (const std::string& line : parts.footer) text += line + "\n";
    return text;
}

mustache::data list_of(const Rows& rows) {
    mustache::data list(mustache::data::type::list);
    for (const Row& row : rows) {
        mustache::data item;
        item.set("label", row.label);
        item.set("value", row.value);
        list.push_back(item);
    }
    return list;
}

mustache::data list_of(const std::vector<std::string>& texts) {
    mustache::data list(mustache::data::type::list);
    for (const std::string& text : texts) {
        mustache::data item;
        item.set("text", text);
        list.push_back(item);
    }
    return list;
}

mustache::data unless_empty(const std::string& text) {
    return text.empty() ? mustache::data(false) : mustache::data(text);
}

// Black or white, whichever is easier to read on the colour ("#2563eb").
std::string on_color(const std::string& color) {
    unsigned red = 0;
    unsigned green = 0;
    unsigned blue = 0;
    if (std::sscanf(color.c_str(), "#%2x%2x%2x", &red, &green, &blue) != 3) {
        throw std::logic_error("not a colour of the database: " + color);
    }
    constexpr unsigned bright = 150 * 1000;
    return 299 * red + 587 * green + 114 * blue > bright ? "#000000" : "#ffffff";
}

std::string page(const Words& words, const store::MailSender& sender, const Parts& parts,
                 const MailExtras& extras) {
    const std::string direction = store::text_at(words, "direction");
    mustache::data values;
    values.set("language", sender.language);
    values.set("direction", direction);
    values.set("end", direction == "rtl" ? "left" : "right");
    values.set("subject", parts.subject);
    values.set("color", sender.primary_color);
    values.set("on_color", on_color(sender.primary_color));
    values.set("organization", sender.organization_name);
    values.set("greeting", unless_empty(parts.greeting));
    values.set("paragraphs", list_of(parts.paragraphs));
    values.set("has_details", !parts.details.empty());
    values.set("details", list_of(parts.details));
    values.set("has_lines", !parts.lines.empty());
    values.set("lines", list_of(parts.lines));
    values.set("link", unless_empty(extras.link));
    values.set("action", parts.action);
    values.set("picture", unless_empty(extras.picture));
    values.set("picture_words", word(words, "labels", "ticket"));
    values.set("footer", list_of(parts.footer));
    mustache::mustache layout{std::string(file_of("layout.mustache"))};
    std::string html = layout.render(values);
    if (!layout.is_valid()) throw std::logic_error("layout: " + layout.error_message());
    return html;
}

}  // namespace

MailContent write_mail(const store::QueuedMail& queued, const MailExtras& extras) {
    const Words& words = words_of(queued.sender.language);
    const auto& source = words.at("mails").as_object().at(queued.template_name).as_object();
    const mustache::data names = names_of(words, queued);
    Parts parts;
    parts.subject = fill(source.at("subject"), names);
    if (!names.get("name")->is_false()) parts.greeting = fill(words.at("greeting"), names);
    for (const auto& paragraph : source.at("text").as_array()) {
        std::string text = fill(paragraph, names);
        if (!text.empty()) parts.paragraphs.push_back(std::move(text));
    }
    parts.details = details_of(words, queued.parameters, extras);
    parts.lines = lines_of(words, queued.parameters);
    parts.action = text_or(source, "action");
    parts.footer = {queued.sender.organization_name};
    if (!queued.sender.footer.empty()) parts.footer.push_back(queued.sender.footer);
    MailContent content;
    content.subject = parts.subject;
    content.text = plain_text(parts, extras);
    parts.footer.erase(parts.footer.begin());  // the layout has the name itself
    content.html = page(words, queued.sender, parts, extras);
    return content;
}

}  // namespace services
