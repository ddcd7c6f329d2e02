// The master secret from which all keys of the program are made.
#pragma once

#include "base/error.hpp"
#include "config/settings.hpp"
#include "crypto/keys.hpp"

namespace cli {

enum class WithoutSecret { make_one, refuse };

// The keys of the setting secret_key, else those of the file secret_key in the data folder. Where
// there is neither, a secret is made there once, or refused: nodes that share a database must share
// the secret, so a node with --database-url never makes one up. invalid_configuration.
base::Result<crypto::Keys> load_keys(const config::Configuration& configuration,
                                     WithoutSecret without);

}  // namespace cli
