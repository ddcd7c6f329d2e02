// A program that we start and that must not outlive us.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "pg/account.hpp"

namespace pg {

struct ChildOptions {
    std::vector<std::string> command;      // [0] is the path of the program
    std::vector<std::string> environment;  // "NAME=value"; nothing is inherited
    Account account;
    int output = -1;       // where its stdout and stderr go
    int death_signal = 0;  // what it gets when the thread that started it ends, however it ends
};

// Runs in its own session, so Ctrl-C in the terminal reaches us and not it.
class ChildProcess {
public:
    // Keep the calling thread alive as long as the child: the death signal is tied to it.
    static base::Result<ChildProcess> start(const ChildOptions& options);

    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&& other) noexcept;
    ~ChildProcess();  // kills what still runs

    // Waits until the child ended or `wake` (a file descriptor, -1: none) can be read. The wait
    // status once the child ended.
    std::optional<int> wait(std::chrono::milliseconds at_most, int wake = -1);

    void signal(int number);
    pid_t id() const { return id_; }

private:
    ChildProcess(pid_t id, int handle) : id_(id), handle_(handle) {}
    pid_t id_ = -1;    // -1: ended, or moved away
    int handle_ = -1;  // pidfd: readable when the child has ended
    std::optional<int> status_;
};

// Runs a short program to its end: what it printed, and its wait status.
struct Finished {
    int status = 0;
    std::string output;
};
base::Result<Finished> run_to_end(ChildOptions options);

// "exit code 1" or "signal 9".
std::string describe_status(int status);

}  // namespace pg
