// What the program says to the person at the terminal when it cannot go on.
#pragma once

#include "base/error.hpp"

namespace cli {

// Prints the sentence to stderr. Gives exit_failure, so that a command can return it.
int report(const base::Error& error);

// The same for an error of something that was read: names the field, too.
int report_field(base::Error error);

}  // namespace cli
