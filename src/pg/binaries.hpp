// Finds the PostgreSQL that is installed on this machine.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/error.hpp"

namespace pg {

struct Binaries {
    std::filesystem::path initdb;
    std::filesystem::path postgres;
    int major_version = 0;
};

// Looks in `bin_dir` alone, or where that is empty in /usr/lib/postgresql and PATH, for the version
// of an existing cluster (`wanted_version`), otherwise for the newest from 15 on. `data_dir` is for
// the sentence that says why there is none.
base::Result<Binaries> find_binaries(const std::string& bin_dir, std::optional<int> wanted_version,
                                     const std::filesystem::path& data_dir);

}  // namespace pg
