// What the program says to the person at the terminal when it cannot go on.
#include "cli/report.hpp"

#include <iostream>

#include "api/problem.hpp"
#include "cli/exit_code.hpp"

namespace cli {

int report(const base::Error& error) {
    std::cerr << "bookingtms: " << api::detail_of(error) << '\n';
    if (!error.cause.empty()) std::cerr << "  " << error.cause << '\n';
    return exit_failure;
}

int report_field(base::Error error) {
    if (!error.param.empty()) error.detail = error.param + ": " + error.detail;
    return report(error);
}

}  // namespace cli
