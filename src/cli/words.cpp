// The words after a command.
#include "cli/words.hpp"

namespace cli {

base::Result<base::Uuid> read_id(const std::string& word, const char* what) {
    const auto id = base::parse_uuid(word);
    if (!id) {
        return base::fail(base::ErrorCode::invalid_configuration,
                          "'" + word + "' is not the id of " + what + ".");
    }
    return *id;
}

}  // namespace cli
