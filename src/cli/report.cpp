// What the program says to the person at the terminal when it cannot go on.
#include "cli/report.hpp"

#include <iostream>

#include "cli/exit_code.hpp"

namespace cli {

int report(const base::Error& error) {
    std::cerr << "bookingtms: " << error.detail << '\n';
    return exit_failure;
}

}  // namespace cli
