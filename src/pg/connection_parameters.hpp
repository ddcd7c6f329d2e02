// Keywords and values of a connection, as PQconnectStartParams takes them.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace pg {

class ConnectionParameters {
public:
    // Takes both of libpq's forms, "host=... dbname=..." and "postgresql://...". The error is
    // libpq's sentence about what it does not understand.
    static tl::expected<ConnectionParameters, std::string> parse(const std::string& conninfo);

    // "" where the keyword is not given.
    std::string_view get(std::string_view keyword) const;
    void set(std::string_view keyword, std::string value);

    // A setting of the server for the whole session, for example ("TimeZone", "UTC"), after those
    // in the conninfo: the last one wins. `value` has no spaces.
    void add_session_setting(std::string_view name, std::string_view value);

    // Of several servers the one that takes writes, where nobody has said which. A session that is
    // read only by its own settings asks for `primary` instead of `read-write`: libpq would take
    // its own read-only session for a server that refuses writes.
    void want_primary(bool session_is_read_only);

    // What every connection of the program needs, because Row reads values in these formats.
    void add_formats();

    // The hosts whose addresses libpq would have to look up, which blocks. Entries are empty where
    // there is nothing to look up: a socket directory, or every address given with hostaddr.
    std::vector<std::string> hosts_to_look_up() const;

    // The same parameters with the addresses that were found, in the order of hosts_to_look_up(). A
    // host with several addresses is tried at each of them, one without any is left out.
    ConnectionParameters with_addresses(
        const std::vector<std::vector<std::string>>& addresses) const;

    // One set per server, in their order: libpq's asynchronous functions would wait for the first
    // address for ever, also when nobody answers there. Lists that do not fit together stay one
    // set, and libpq says what is wrong with them.
    std::vector<ConnectionParameters> one_per_server() const;

    // For PQconnectStartParams, ended by nullptr; valid as long as nothing is set.
    std::vector<const char*> keywords() const;
    std::vector<const char*> values() const;

private:
    std::vector<std::pair<std::string, std::string>> entries_;
};

}  // namespace pg
