// The table of settings and the one way by which values reach it.
#include "config/settings.hpp"

#include <algorithm>
#include <array>
#include <thread>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "config/faults.hpp"

namespace config {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::string_view variable_prefix = "BOOKINGTMS_";
constexpr std::string_view file_variable = "BOOKINGTMS_CONFIG";

// One I/O thread per core; more than four only where somebody asks for them.
std::string default_threads() {
    return std::to_string(std::clamp(std::thread::hardware_concurrency(), 1U, 4U));
}

Setting number(std::string_view name, int Settings::* member, std::string fallback, int min,
               int max, std::string_view takes, std::string_view help) {
    Setting setting;
    setting.name = name;
    setting.member = member;
    setting.fallback = std::move(fallback);
    setting.min = min;
    setting.max = max;
    setting.takes = takes;
    setting.help = help;
    return setting;
}

using Fault = std::optional<std::string> (*)(const std::string&);

Setting text(std::string_view name, std::string Settings::* member, std::string fallback,
             Fault fault, std::string_view takes, std::string_view help) {
    Setting setting;
    setting.name = name;
    setting.member = member;
    setting.fallback = std::move(fallback);
    setting.fault = fault;
    setting.takes = takes;
    setting.help = help;
    return setting;
}

Setting choice(std::string_view name, std::string Settings::* member, std::string fallback,
               std::vector<std::string_view> choices, std::string_view help) {
    Setting setting = text(name, member, std::move(fallback), nullptr, "WORD", help);
    setting.choices = std::move(choices);
    return setting;
}

Setting secret(Setting setting) {
    setting.secret = true;
    return setting;
}

Setting list(Setting setting) {
    setting.is_list = true;
    return setting;
}

using S = Settings;

// Name, member, default, range or check, what a value looks like, help.
std::vector<Setting> http_settings() {
    return {
        text("address", &S::address, "127.0.0.1", address_fault, "IP",
             "address to listen on; 0.0.0.0 is every IPv4 address"),
        number("port", &S::port, "8080", 0, 65535, "PORT",
               "port to listen on; 0 takes any free one"),
        text("operations_address", &S::operations_address, "", listener_fault, "IP:PORT",
             "where operators find GET /metrics and the details of /health, apart from the world; "
             "empty is nowhere"),
        text("health_webhook_url", &S::health_webhook_url, "", url_fault, "URL",
             "told by a POST when the health of this process changes; empty: nobody"),
        text("health_mail_to", &S::health_mail_to, "", nullptr, "ADDRESSES",
             "told by mail when it changes, with commas; empty: nobody"),
        number("health_patience_seconds", &S::health_patience_seconds, "30", 0, 3600, "SECONDS",
               "how long a change must last before they are told"),
        number("drain_seconds", &S::drain_seconds, "0", 0, 600, "SECONDS",
               "how long a server that is told to stop goes on answering while /ready says no, so "
               "that the proxy in front of it sends requests elsewhere first"),
        text("public_url", &S::public_url, "", url_fault, "URL",
             "how browsers reach this server; empty is http://localhost:PORT"),
        text("trusted_proxies", &S::trusted_proxies, "127.0.0.0/8,::1/128", networks_fault,
             "NETWORKS", "proxies that are believed whom they forward for"),
        choice("forwarded_header", &S::forwarded_header, "x-forwarded-for",
               {"x-forwarded-for", "forwarded"},
               "the header by which they say so; the other one is not read"),
        choice(
            "server_timing", &S::server_timing, "in_dev", {"in_dev", "on", "off"},
            "whether replies tell by the header Server-Timing how long they took and how much of "
            "it the database: with bookingtms dev alone, or from every server, or never"),
        secret(text("secret_key", &S::secret_key, "", nullptr, "TEXT",
                    "32 or more random characters that all nodes share, from which tokens and "
                    "links are signed; after a change the old ones behind it, with commas; empty "
                    "makes one in the data folder")),
        number("threads", &S::threads, default_threads(), 1, 64, "N",
               "I/O threads; one per core, at most 4, unless given"),
        number("blocking_threads", &S::blocking_threads, "2", 1, 64, "N",
               "threads for the hashing of passwords"),
        number("blocking_queue_max", &S::blocking_queue_max, "64", 1, 10000, "N",
               "sign-ins that may wait for such a thread; more are a 503"),
    };
}

std::vector<Setting> rate_limit_settings() {
    constexpr int max = 10'000'000;
    return {
        choice("rate_limits", &S::rate_limits, "on", {"on", "off"},
               "off only where something in front of the server limits requests"),
        number("rate_limit_visitor", &S::rate_limit_visitor, "100", 1, max, "N",
               "requests a minute of an address that is not signed in"),
        number("rate_limit_holds", &S::rate_limit_holds, "30", 1, max, "N",
               "holds a minute that an address may take or extend"),
        number("rate_limit_checkouts", &S::rate_limit_checkouts, "20", 1, max, "N",
               "bookings, orders and payments a minute that an address may begin"),
        number("rate_limit_sign_in", &S::rate_limit_sign_in, "20", 1, max, "N",
               "sign-ins and uses of mailed links a minute from an address"),
        number("rate_limit_user", &S::rate_limit_user, "1000", 1, max, "N",
               "requests a minute of a signed-in user; API keys have a limit of their own"),
        number("rate_limit_admin", &S::rate_limit_admin, "5000", 1, max, "N",
               "requests a minute of a user whose role is an admin's"),
        number("rate_limit_webhook", &S::rate_limit_webhook, "10000", 1, max, "N",
               "webhooks of payment providers a minute from an address"),
    };
}

std::vector<Setting> database_settings() {
    return {
        text("data_dir", &S::data_dir, ".bookingtms", path_fault, "DIR",
             "folder of the private PostgreSQL and of dev.json"),
        secret(text("database_url", &S::database_url, "", nullptr, "URL",
                    "PostgreSQL 15 or newer, postgresql://user:password@host/name; empty runs a "
                    "private one in the data folder; several hosts, with commas, are a primary and "
                    "its standbys, of which the one that takes writes is found")),
        choice("pooler", &S::pooler, "none", {"none", "transaction"},
               "what database_url leads to: PostgreSQL, or a pooler that gives each transaction to "
               "another of its connections, as PgBouncer with pool_mode = transaction does"),
        secret(text("direct_database_url", &S::direct_database_url, "", nullptr, "URL",
                    "PostgreSQL past the pooler, for migrations, operators' commands and the news "
                    "of changes; empty is database_url")),
        list(secret(text("replica_url", &S::replica_url, "", replica_urls_fault, "URL",
                         "a read replica, postgresql://user:password@host/name; may be given "
                         "several times, or as several URLs with spaces between them"))),
        number("replica_lag_max_ms", &S::replica_lag_max_ms, "100", 1, 60000, "MS",
               "a replica that is further behind is not read, and no read waits for it longer"),
        number("replica_check_interval_ms", &S::replica_check_interval_ms, "1000", 50, 60000, "MS",
               "how often each replica is checked"),
        text("postgres_bin_dir", &S::postgres_bin_dir, "", nullptr, "DIR",
             "where initdb and postgres are; empty looks in /usr/lib/postgresql and PATH"),
        secret(text("redis_url", &S::redis_url, "", redis_url_fault, "URL",
                    "Redis that several nodes share for caches and rate limits, "
                    "redis://user:password@host:port/database; empty: each node has its own")),
        number("cache_mb", &S::cache_mb, "64", 0, 65536, "MB",
               "memory for what is remembered of the database for a while; 0 remembers nothing"),
    };
}

// The pools of connections. Their sizes are per thread, and so follow the cores.
std::vector<Setting> connection_settings() {
    return {
        number("read_connections", &S::read_connections, "2", 1, 64, "N",
               "connections for reads, per thread"),
        number("write_connections", &S::write_connections, "8", 1, 256, "N",
               "connections for writes, per thread"),
        number("queue_max", &S::queue_max, "2000", 1, 100000, "N",
               "requests that may wait for a connection, per thread and kind, and half as many "
               "holds of one session; more are a 503"),
        number("connection_wait_ms", &S::connection_wait_ms, "10000", 1, 10000, "MS",
               "how long a request may wait for a connection; after that it is a 503"),
        number("connection_lifetime_seconds", &S::connection_lifetime_seconds, "1800", 0, 604800,
               "SECONDS",
               "age at which a connection is replaced, between two requests; 0 is never"),
        number("statement_timeout_ms", &S::statement_timeout_ms, "5000", 10, 60000, "MS",
               "how long PostgreSQL may work on one statement of a request"),
        number("lock_timeout_ms", &S::lock_timeout_ms, "3000", 10, 60000, "MS",
               "how long a statement may wait for a lock; after that it is a 503"),
        number("idle_in_transaction_timeout_ms", &S::idle_in_transaction_timeout_ms, "5000", 10,
               60000, "MS",
               "how long PostgreSQL waits for the rest of a transaction before it ends the "
               "connection"),
        number("hold_batches_in_flight", &S::hold_batches_in_flight, "4", 1, 16, "N",
               "combined statements of holds under way at once"),
        number("hold_batch_max", &S::hold_batch_max, "256", 1, 4096, "N",
               "holds combined into one statement"),
    };
}

std::vector<Setting> booking_settings() {
    return {
        number("hold_ttl_seconds", &S::hold_ttl_seconds, "600", 1, 86400, "SECONDS",
               "how long a hold lives"),
        number("hold_extensions_max", &S::hold_extensions_max, "2", 0, 100, "N",
               "how often a hold may be extended"),
        number("spots_per_hold_max", &S::spots_per_hold_max, "20", 1, base::spots_max, "N",
               "seats one hold may take"),
        number("holds_per_visitor_max", &S::holds_per_visitor_max, "10", 0, 1000000, "N",
               "live holds that one visitor's address may have, 0 for any number"),
        number("expire_interval_ms", &S::expire_interval_ms, "1000", 50, 60000, "MS",
               "how often expired holds are given back"),
        number("session_horizon_days", &S::session_horizon_days, "90", 1, 730, "DAYS",
               "how far ahead sessions are generated"),
        number("generate_interval_seconds", &S::generate_interval_seconds, "3600", 1, 86400,
               "SECONDS", "how often sessions are generated"),
    };
}

std::vector<Setting> mail_settings() {
    return {
        text("mail_folder", &S::mail_folder, "", nullptr, "DIR",
             "folder that mails are written to, one file each; empty is mail in the data folder"),
        text("mail_from", &S::mail_from, "BookingTMS <no-reply@localhost>", mailbox_fault,
             "MAILBOX", "who mails come from"),
        text("smtp_url", &S::smtp_url, "", smtp_url_fault, "URL",
             "mail server that mails are handed to, smtp://host:587 or smtps://host; empty writes "
             "them to the mail folder"),
        text("smtp_user", &S::smtp_user, "", nullptr, "TEXT", "who signs in to the mail server"),
        secret(text("smtp_password", &S::smtp_password, "", nullptr, "TEXT",
                    "password for the mail server")),
        choice(
            "smtp_tls", &S::smtp_tls, "auto", {"auto", "required", "opportunistic", "none"},
            "encryption to the mail server; auto is required, and opportunistic to this machine"),
        text("smtp_ca_file", &S::smtp_ca_file, "", nullptr, "FILE",
             "certificates that the mail server's is checked with; empty is the system's"),
        number("smtp_timeout_seconds", &S::smtp_timeout_seconds, "20", 1, 50, "SECONDS",
               "how long handing over one mail may take"),
    };
}

std::vector<Setting> payment_settings() {
    return {
        number("payment_window_minutes", &S::payment_window_minutes, "15", 1, 1440, "MINUTES",
               "how long a customer may pay online; the seats are kept that long"),
        choice("test_payments", &S::test_payments, "in_dev", {"in_dev", "on"},
               "payments that are only played, with buttons instead of a card: for bookingtms dev "
               "alone, or for every server; with them anybody books for nothing"),
    };
}

std::vector<Setting> stripe_settings() {
    return {
        secret(text("stripe_secret_key", &S::stripe_secret_key, "", stripe_key_fault, "KEY",
                    "secret key of the platform's account at Stripe; empty: no payment by Stripe")),
        secret(text("stripe_webhook_secrets", &S::stripe_webhook_secrets, "", webhook_secrets_fault,
                    "SECRETS",
                    "signing secrets of the webhook endpoints at Stripe, with commas between them; "
                    "without one no webhook of Stripe is believed")),
        number("stripe_webhook_tolerance_seconds", &S::stripe_webhook_tolerance_seconds, "300", 1,
               3600, "SECONDS", "how far the time of a webhook may be from ours"),
        text("stripe_api_base", &S::stripe_api_base, "https://api.stripe.com", url_fault, "URL",
             "where Stripe's API is"),
        text("stripe_api_version", &S::stripe_api_version, "2025-08-27.basil", path_fault,
             "VERSION", "version of Stripe's API that is asked for"),
        number("stripe_timeout_ms", &S::stripe_timeout_ms, "8000", 100, 60000, "MS",
               "how long a call of Stripe may take, with what is tried again"),
        number("stripe_threads", &S::stripe_threads, "8", 1, 64, "N",
               "calls of Stripe that are made at once"),
        number("stripe_queue_max", &S::stripe_queue_max, "64", 1, 10000, "N",
               "calls of Stripe that may wait for that; more are a 503"),
    };
}

std::vector<Setting> webhook_settings() {
    return {
        choice("webhook_private_addresses", &S::webhook_private_addresses, "off", {"on", "off"},
               "webhooks of organizations may go to private networks and over http; only where all "
               "organizations are your own"),
        number("webhook_threads", &S::webhook_threads, "8", 1, 64, "N",
               "webhooks that are being sent at once"),
    };
}

std::vector<Setting> audit_settings() {
    return {
        number("audit_retention_days", &S::audit_retention_days, "90", 1, 3650, "DAYS",
               "how long the audit trail is kept; whole months are dropped"),
        number("audit_seal_interval_ms", &S::audit_seal_interval_ms, "60000", 50, 600000, "MS",
               "how often the audit trail is sealed"),
    };
}

std::vector<Setting> log_settings() {
    return {
        choice("log_level", &S::log_level, "info", {"debug", "info", "warn", "error"},
               "least level that is logged"),
        choice("log_format", &S::log_format, "text", {"text", "json"},
               "lines for people or JSON for machines"),
    };
}

std::vector<Setting> make_table() {
    std::vector<Setting> all;
    const auto add = [&](std::string_view group, std::vector<Setting> settings) {
        for (auto& setting : settings) {
            setting.group = group;
            all.push_back(std::move(setting));
        }
    };
    add("HTTP", http_settings());
    add("Limits", rate_limit_settings());
    add("Database", database_settings());
    add("Database", connection_settings());
    add("Booking", booking_settings());
    add("Mail", mail_settings());
    add("Payments", payment_settings());
    add("Stripe", stripe_settings());
    add("Webhooks", webhook_settings());
    add("Audit", audit_settings());
    add("Log", log_settings());
    return all;
}

// What is wrong with this value, as the end of a sentence; nothing when it is right.
std::optional<std::string> fault_of(const Setting& setting, const std::string& value) {
    if (setting.is_number()) {
        const auto number = base::parse_integer(value);
        if (number && *number >= setting.min && *number <= setting.max) return std::nullopt;
        return "must be a whole number from " + std::to_string(setting.min) + " to " +
               std::to_string(setting.max) + ", not '" + value + "'";
    }
    const auto& choices = setting.choices;
    if (!choices.empty() && std::find(choices.begin(), choices.end(), value) == choices.end()) {
        std::string list;
        for (const auto choice : choices) list += (list.empty() ? "" : ", ") + std::string(choice);
        return "must be one of " + list + ", not '" + value + "'";
    }
    if (base::has_control_character(value)) return std::string("must be one line of text");
    return setting.fault ? setting.fault(value) : std::nullopt;
}

// The spelling of the setting where this value was given, so that a reader finds the place.
std::string spelling(const Setting& setting, Source source, const std::string& file) {
    switch (source) {
        case Source::fallback:
            return "the default of " + setting.flag();
        case Source::file:
            return std::string(setting.name) + " in " + file;
        case Source::environment:
            return setting.variable();
        case Source::flag:
            return setting.flag();
    }
    return std::string(setting.name);
}

void assign(const Setting& setting, const std::string& value, Settings& settings) {
    if (const auto* number = std::get_if<int Settings::*>(&setting.member)) {
        settings.*(*number) = static_cast<int>(*base::parse_integer(value));
    } else {
        settings.*(std::get<std::string Settings::*>(setting.member)) = value;
    }
}

// The file that was asked for, or none.
std::optional<std::string> file_of(const Origins& origins) {
    if (origins.file) return origins.file;
    const auto found = origins.environment.find(std::string(file_variable));
    if (found == origins.environment.end() || found->second.empty()) return std::nullopt;
    return found->second;
}

// A misspelt name must not go unseen: the program would run with a value that nobody chose.
Result<void> check_names(const Texts& file_values, const std::string& file,
                         const Texts& environment) {
    constexpr std::string_view advice = " is not a setting; `bookingtms config show` lists them.";
    const auto is_setting = [](auto spelled_as) {
        return std::any_of(table().begin(), table().end(), spelled_as);
    };
    for (const auto& [name, value] : file_values) {
        if (is_setting([&](const Setting& setting) { return setting.name == name; })) continue;
        return fail(ErrorCode::invalid_configuration,
                    "'" + name + "' in " + file + std::string(advice));
    }
    for (const auto& [name, value] : environment) {
        if (!name.starts_with(variable_prefix) || name == file_variable) continue;
        if (is_setting([&](const Setting& setting) { return setting.variable() == name; }))
            continue;
        return fail(ErrorCode::invalid_configuration,
                    "The environment variable " + name + std::string(advice));
    }
    return {};
}

}  // namespace

std::string Setting::flag() const {
    std::string flag = "--" + std::string(name);
    std::replace(flag.begin(), flag.end(), '_', '-');
    return flag;
}

std::string Setting::variable() const {
    std::string variable(variable_prefix);
    for (const char letter : name) {
        variable += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    }
    return variable;
}

const std::vector<Setting>& table() {
    static const std::vector<Setting> settings = make_table();
    return settings;
}

std::string_view to_string(Source source) {
    constexpr std::array<std::string_view, 4> names = {"default", "file", "environment", "flag"};
    return names.at(static_cast<std::size_t>(source));
}

Result<Configuration> load(const Origins& origins) {
    Texts file_values;
    const auto file = file_of(origins);
    if (file) {
        auto read = read_file(*file);
        if (!read) return fail(read.error());
        file_values = std::move(*read);
    }
    if (auto known = check_names(file_values, file.value_or(""), origins.environment); !known) {
        return fail(known.error());
    }

    Configuration configuration;
    for (const auto& setting : table()) {
        Source source = Source::fallback;
        std::string value = setting.fallback;
        const auto take = [&](const Texts& texts, const std::string& key, Source from) {
            const auto found = texts.find(key);
            if (found == texts.end()) return;
            source = from;
            value = found->second;
        };
        take(file_values, std::string(setting.name), Source::file);
        take(origins.environment, setting.variable(), Source::environment);
        take(origins.flags, std::string(setting.name), Source::flag);

        if (const auto fault = fault_of(setting, value)) {
            return fail(ErrorCode::invalid_configuration,
                        spelling(setting, source, file.value_or("")) + " " + *fault + ".");
        }
        assign(setting, value, configuration.settings);
        configuration.sources[setting.name] = source;
    }
    return configuration;
}

std::string shown_value(const Setting& setting, const Settings& settings) {
    if (const auto* number = std::get_if<int Settings::*>(&setting.member)) {
        return std::to_string(settings.*(*number));
    }
    const auto& text = settings.*(std::get<std::string Settings::*>(setting.member));
    return setting.secret && !text.empty() ? "(hidden)" : text;
}

}  // namespace config
