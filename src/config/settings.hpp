// Every setting of the program: its value, where it came from, and the one table that says what
// settings there are. A flag wins over the environment, that over the file, that over the default.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.hpp"

namespace config {

// What the settings mean stands in the table in settings.cpp. Made by load(), which checks each
// value.
struct Settings {
    std::string address;
    int port = 0;
    std::string operations_address;
    std::string health_webhook_url;
    std::string health_mail_to;
    int health_patience_seconds = 0;
    int drain_seconds = 0;
    std::string public_url;
    std::string trusted_proxies;
    std::string forwarded_header;
    std::string rate_limits;
    int rate_limit_visitor = 0;
    int rate_limit_holds = 0;
    int rate_limit_checkouts = 0;
    int rate_limit_sign_in = 0;
    int rate_limit_user = 0;
    int rate_limit_admin = 0;
    int rate_limit_webhook = 0;
    std::string server_timing;
    std::string secret_key;
    int threads = 0;
    int blocking_threads = 0;
    int blocking_queue_max = 0;

    std::string data_dir;
    std::string database_url;
    std::string pooler;
    std::string direct_database_url;
    std::string replica_url;
    int replica_lag_max_ms = 0;
    int replica_check_interval_ms = 0;
    std::string postgres_bin_dir;
    std::string redis_url;
    int cache_mb = 0;
    int read_connections = 0;
    int write_connections = 0;
    int queue_max = 0;
    int connection_wait_ms = 0;
    int connection_lifetime_seconds = 0;
    int statement_timeout_ms = 0;
    int lock_timeout_ms = 0;
    int idle_in_transaction_timeout_ms = 0;
    int hold_batches_in_flight = 0;
    int hold_batch_max = 0;

    int hold_ttl_seconds = 0;
    int hold_extensions_max = 0;
    int spots_per_hold_max = 0;
    int holds_per_visitor_max = 0;
    int expire_interval_ms = 0;
    int session_horizon_days = 0;
    int generate_interval_seconds = 0;

    std::string mail_folder;
    std::string mail_from;
    std::string smtp_url;
    std::string smtp_user;
    std::string smtp_password;
    std::string smtp_tls;
    std::string smtp_ca_file;
    int smtp_timeout_seconds = 0;

    std::string test_payments;
    int payment_window_minutes = 0;
    std::string stripe_secret_key;
    std::string stripe_webhook_secrets;
    int stripe_webhook_tolerance_seconds = 0;
    std::string stripe_api_base;
    std::string stripe_api_version;
    int stripe_timeout_ms = 0;
    int stripe_threads = 0;
    int stripe_queue_max = 0;

    std::string webhook_private_addresses;
    int webhook_threads = 0;

    int audit_retention_days = 0;
    int audit_seal_interval_ms = 0;

    std::string log_level;
    std::string log_format;
};

// One row of the table. `hold_ttl_seconds` is the key in the file, --hold-ttl-seconds the flag and
// BOOKINGTMS_HOLD_TTL_SECONDS the variable.
struct Setting {
    std::string_view name;
    std::string_view group;  // heading in --help
    std::variant<std::string Settings::*, int Settings::*> member;
    std::string fallback;
    std::string_view takes;  // what a value looks like, for --help: "PORT"
    std::string_view help;
    int min = 0;  // of a number
    int max = 0;
    std::vector<std::string_view> choices;  // of a text; empty: any
    // What is wrong with a text, as the end of a sentence that begins with the setting's name.
    std::optional<std::string> (*fault)(const std::string&) = nullptr;
    bool secret = false;
    bool is_list = false;  // words with spaces between them; the flag may stand several times

    std::string flag() const;
    std::string variable() const;
    bool is_number() const { return std::holds_alternative<int Settings::*>(member); }
};

const std::vector<Setting>& table();

enum class Source { fallback, file, environment, flag };
std::string_view to_string(Source source);  // "default", "file", "environment", "flag"

using Texts = std::map<std::string, std::string>;

// Where the settings stand. Keys of `flags` are names of settings, keys of `environment` are
// variables; those that do not begin with BOOKINGTMS_ are ignored.
struct Origins {
    Texts flags;
    Texts environment;
    std::optional<std::string> file;  // wins over the variable BOOKINGTMS_CONFIG
};

struct Configuration {
    Settings settings;
    std::map<std::string_view, Source> sources;  // by name of the setting, every one
};

// invalid_configuration names the flag, variable or key at fault, and the range.
base::Result<Configuration> load(const Origins& origins);

// The value as text; a secret that is set is hidden.
std::string shown_value(const Setting& setting, const Settings& settings);

// The keys and values of a TOML file, all as text. Tables, arrays and other types are refused by
// name.
base::Result<Texts> read_file(const std::string& path);

}  // namespace config
