// The words after a command: ids, files, numbers.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/ids.hpp"

namespace cli {

using Words = std::vector<std::string>;

// invalid_configuration with "'x' is not the id of <what>."
base::Result<base::Uuid> read_id(const std::string& word, const char* what);

}  // namespace cli
