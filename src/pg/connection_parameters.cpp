// Reading, completing and handing over the parameters of a connection.
#include "pg/connection_parameters.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <memory>

#include "base/text.hpp"

namespace pg {
namespace {

std::vector<std::string> split_at_commas(std::string_view text) {
    std::vector<std::string> parts;
    while (true) {
        const std::size_t comma = text.find(',');
        parts.emplace_back(base::trim(text.substr(0, comma)));
        if (comma == std::string_view::npos) return parts;
        text.remove_prefix(comma + 1);
    }
}

void append_to_list(std::string& list, std::string_view entry, bool first) {
    if (!first) list += ',';
    list += entry;
}

// libpq takes what begins with '/' as a directory and with '@' as an abstract socket.
bool is_socket(std::string_view host) {
    return host.empty() || host[0] == '/' || host[0] == '@';
}

}  // namespace

tl::expected<ConnectionParameters, std::string> ConnectionParameters::parse(
    const std::string& conninfo) {
    char* error = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
        PQconninfoParse(conninfo.c_str(), &error), &PQconninfoFree);
    const std::unique_ptr<char, decltype(&PQfreemem)> error_owner(error, &PQfreemem);
    if (options == nullptr) {
        return tl::unexpected(std::string(base::trim(error == nullptr ? "out of memory" : error)));
    }
    ConnectionParameters parameters;
    for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
        if (option->val != nullptr) parameters.set(option->keyword, option->val);
    }
    return parameters;
}

std::string_view ConnectionParameters::get(std::string_view keyword) const {
    for (const auto& [name, value] : entries_) {
        if (name == keyword) return value;
    }
    return {};
}

void ConnectionParameters::set(std::string_view keyword, std::string value) {
    for (auto& [name, old_value] : entries_) {
        if (name == keyword) {
            old_value = std::move(value);
            return;
        }
    }
    entries_.emplace_back(keyword, std::move(value));
}

void ConnectionParameters::add_session_setting(std::string_view name, std::string_view value) {
    std::string options(get("options"));
    if (!options.empty()) options += ' ';
    options.append("-c ").append(name).append("=").append(value);
    set("options", std::move(options));
}

void ConnectionParameters::add_formats() {
    set("client_encoding", "UTF8");
    add_session_setting("TimeZone", "UTC");
    add_session_setting("DateStyle", "ISO");
}

std::vector<std::string> ConnectionParameters::hosts_to_look_up() const {
    if (!get("hostaddr").empty()) return {};
    std::vector<std::string> hosts = split_at_commas(get("host"));
    for (std::string& host : hosts) {
        if (is_socket(host)) host.clear();
    }
    const bool only_sockets =
        std::all_of(hosts.begin(), hosts.end(), [](const std::string& h) { return h.empty(); });
    return only_sockets ? std::vector<std::string>() : hosts;
}

ConnectionParameters ConnectionParameters::with_addresses(
    const std::vector<std::vector<std::string>>& addresses) const {
    const std::vector<std::string> hosts = split_at_commas(get("host"));
    const std::vector<std::string> ports = split_at_commas(get("port"));
    // libpq pairs the lists entry by entry, one port stands for all. Other counts it refuses
    // itself.
    if (ports.size() != 1 && ports.size() != hosts.size()) return *this;

    std::string host_list;
    std::string address_list;
    std::string port_list;
    bool first = true;
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        const std::vector<std::string> socket = {""};
        for (const std::string& address : is_socket(hosts[i]) ? socket : addresses.at(i)) {
            append_to_list(host_list, hosts[i], first);
            append_to_list(address_list, address, first);
            append_to_list(port_list, ports.size() == 1 ? ports[0] : ports[i], first);
            first = false;
        }
    }
    ConnectionParameters complete = *this;
    complete.set("host", std::move(host_list));
    complete.set("hostaddr", std::move(address_list));
    complete.set("port", std::move(port_list));
    return complete;
}

void ConnectionParameters::want_primary(bool session_is_read_only) {
    std::string wanted(get("target_session_attrs"));
    const bool has_several = get("host").find(',') != std::string_view::npos ||
                             get("hostaddr").find(',') != std::string_view::npos;
    if (wanted.empty() && has_several) wanted = "read-write";
    if (wanted == "read-write" && session_is_read_only) wanted = "primary";
    if (!wanted.empty()) set("target_session_attrs", std::move(wanted));
}

std::vector<ConnectionParameters> ConnectionParameters::one_per_server() const {
    const std::vector<std::string> hosts = split_at_commas(get("host"));
    const std::vector<std::string> addresses = split_at_commas(get("hostaddr"));
    const std::vector<std::string> ports = split_at_commas(get("port"));
    const std::size_t count = std::max(hosts.size(), addresses.size());
    const bool hosts_fit = hosts.size() == count || get("host").empty();
    const bool addresses_fit = addresses.size() == count || get("hostaddr").empty();
    const bool ports_fit = ports.size() == count || ports.size() == 1;
    if (count == 1 || !hosts_fit || !addresses_fit || !ports_fit) return {*this};

    std::vector<ConnectionParameters> servers;
    for (std::size_t i = 0; i < count; ++i) {
        ConnectionParameters& server = servers.emplace_back(*this);
        if (hosts.size() == count) server.set("host", hosts[i]);
        if (addresses.size() == count) server.set("hostaddr", addresses[i]);
        if (ports.size() == count) server.set("port", ports[i]);
    }
    return servers;
}

std::vector<const char*> ConnectionParameters::keywords() const {
    std::vector<const char*> pointers;
    for (const auto& entry : entries_) pointers.push_back(entry.first.c_str());
    pointers.push_back(nullptr);
    return pointers;
}

std::vector<const char*> ConnectionParameters::values() const {
    std::vector<const char*> pointers;
    for (const auto& entry : entries_) pointers.push_back(entry.second.c_str());
    pointers.push_back(nullptr);
    return pointers;
}

}  // namespace pg
