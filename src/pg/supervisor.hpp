// Keeps one server process running: starts it, waits until it takes connections, starts it again
// when it dies, and takes it down with us.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "pg/child_process.hpp"

namespace pg {

struct SupervisorOptions {
    ChildOptions server;             // its output and death signal are set here
    std::filesystem::path log_file;  // what the server prints, kept small
    std::string url;                 // asked whether the server takes connections
};

class Supervisor {
public:
    explicit Supervisor(SupervisorOptions options);
    ~Supervisor();  // stops

    // Returns when the server takes connections, or says why it does not.
    base::Result<void> start();

    // Fast shutdown; harder after a while. Returns when the server is gone.
    void stop();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace pg
