// The private PostgreSQL: a cluster in the data folder, made when it is not there, reached through
// a Unix socket only, started again when it dies, and never left behind when we die.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/error.hpp"

namespace pg {

struct EmbeddedOptions {
    std::filesystem::path data_dir;
    std::string bin_dir;  // of initdb and postgres; empty: search
    int connections_max = 100;
};

class EmbeddedPostgres {
public:
    // Returns when the server takes connections and the role and database `bookingtms` exist. Every
    // error is one sentence for the operator, with what to do.
    static base::Result<std::unique_ptr<EmbeddedPostgres>> start(const EmbeddedOptions& options);

    ~EmbeddedPostgres();  // stops

    // For everybody who works with the data: role and database `bookingtms`, no superuser.
    const std::string& url() const;

    // Fast shutdown: open transactions roll back, everything committed is on disk. Up to 25 s.
    void stop();

private:
    struct State;
    explicit EmbeddedPostgres(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// Whether the account that would run PostgreSQL can reach this folder. Only a program started as
// root has to ask.
bool server_can_reach(const std::filesystem::path& data_dir);

// Whether a database was ever made in this folder.
bool has_database(const std::filesystem::path& data_dir);

// URL of the server that another of our processes runs in this folder; empty where none does.
std::string url_of_running_server(const std::filesystem::path& data_dir);

}  // namespace pg
