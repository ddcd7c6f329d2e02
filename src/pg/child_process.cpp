// Starting a program under another account, tied to our life.
#include "pg/child_process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace pg {
namespace {

// What the child needs, prepared before fork(): afterwards only async-signal-safe calls are
// allowed, because other threads may have held locks.
struct Prepared {
    std::vector<char*> arguments;
    std::vector<char*> environment;
    const ChildOptions* options = nullptr;
    pid_t parent = 0;
    bool changes_account = false;
    int report = -1;  // where errno goes when the program could not be started
};

[[noreturn]] void give_up(int report) {
    const int reason = errno;
    [[maybe_unused]] const auto written = write(report, &reason, sizeof reason);
    _exit(127);
}

[[noreturn]] void become_program(const Prepared& prepared) {
    const ChildOptions& options = *prepared.options;
    setsid();
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    signal(SIGPIPE, SIG_DFL);
    if (prepared.changes_account) {
        const Account& account = options.account;
        if (setgroups(account.groups.size(), account.groups.data()) != 0 ||
            setgid(account.group_id) != 0 || setuid(account.user_id) != 0) {
            give_up(prepared.report);
        }
    }
    // After the change of account, which would undo it. Our end may have come before the request.
    if (prctl(PR_SET_PDEATHSIG, options.death_signal) != 0) give_up(prepared.report);
    if (getppid() != prepared.parent) _exit(127);

    const int input = open("/dev/null", O_RDONLY);
    if (chdir("/") != 0 || input < 0 || dup2(input, STDIN_FILENO) < 0 ||
        dup2(options.output, STDOUT_FILENO) < 0 || dup2(options.output, STDERR_FILENO) < 0) {
        give_up(prepared.report);
    }
    // Sockets that libraries opened without O_CLOEXEC must not live on in the child.
    close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
    execve(prepared.arguments[0], prepared.arguments.data(), prepared.environment.data());
    give_up(prepared.report);
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (const auto& text : texts) result.push_back(const_cast<char*>(text.c_str()));
    result.push_back(nullptr);
    return result;
}

auto start_failure(const std::string& program, int reason) {
    return base::fail(base::ErrorCode::internal,
                      "Could not start " + program + ": " + std::strerror(reason) + ".");
}

}  // namespace

base::Result<ChildProcess> ChildProcess::start(const ChildOptions& options) {
    std::array<int, 2> report{};
    if (pipe2(report.data(), O_CLOEXEC) != 0) return start_failure(options.command[0], errno);

    Prepared prepared;
    prepared.arguments = pointers(options.command);
    prepared.environment = pointers(options.environment);
    prepared.options = &options;
    prepared.parent = getpid();
    prepared.changes_account = geteuid() != options.account.user_id;
    prepared.report = report[1];

    const pid_t id = fork();
    if (id == 0) become_program(prepared);
    const int fork_error = errno;
    close(report[1]);

    int reason = fork_error;
    const bool failed = id < 0 || read(report[0], &reason, sizeof reason) == sizeof reason;
    close(report[0]);
    if (failed) {
        if (id > 0) waitpid(id, nullptr, 0);
        return start_failure(options.command[0], reason);
    }
    // glibc 2.36 declares pidfd_open without C linkage.
    const int handle = static_cast<int>(syscall(SYS_pidfd_open, id, 0));
    if (handle < 0) {
        const int handle_error = errno;
        kill(id, SIGKILL);
        waitpid(id, nullptr, 0);
        return start_failure(options.command[0], handle_error);
    }
    return ChildProcess(id, handle);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : id_(std::exchange(other.id_, -1)),
      handle_(std::exchange(other.handle_, -1)),
      status_(other.status_) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(handle_, other.handle_);
    std::swap(status_, other.status_);
    return *this;
}

ChildProcess::~ChildProcess() {
    if (id_ > 0) {
        kill(id_, SIGKILL);
        waitpid(id_, nullptr, 0);
    }
    if (handle_ >= 0) close(handle_);
}

std::optional<int> ChildProcess::wait(std::chrono::milliseconds at_most, int wake) {
    if (status_) return status_;
    std::array<pollfd, 2> events{{{handle_, POLLIN, 0}, {wake, POLLIN, 0}}};
    poll(events.data(), events.size(), static_cast<int>(at_most.count()));
    int status = 0;
    if (id_ > 0 && waitpid(id_, &status, WNOHANG) == id_) {
        id_ = -1;
        status_ = status;
    }
    return status_;
}

void ChildProcess::signal(int number) {
    if (id_ > 0) kill(id_, number);
}

base::Result<Finished> run_to_end(ChildOptions options) {
    std::array<int, 2> output{};
    if (pipe2(output.data(), O_CLOEXEC) != 0) return start_failure(options.command[0], errno);
    options.output = output[1];
    options.death_signal = SIGKILL;
    auto child = ChildProcess::start(options);
    close(output[1]);
    Finished finished;
    if (child) {
        std::array<char, 4096> buffer{};
        ssize_t count = 0;
        while ((count = read(output[0], buffer.data(), buffer.size())) != 0) {
            if (count > 0) finished.output.append(buffer.data(), static_cast<std::size_t>(count));
            if (count < 0 && errno != EINTR) break;
        }
    }
    close(output[0]);
    if (!child) return base::fail(child.error());
    std::optional<int> status;
    while (!status) status = child->wait(std::chrono::seconds(1));
    finished.status = *status;
    return finished;
}

std::string describe_status(int status) {
    if (WIFSIGNALED(status)) return "signal " + std::to_string(WTERMSIG(status));
    return "exit code " + std::to_string(WEXITSTATUS(status));
}

}  // namespace pg
