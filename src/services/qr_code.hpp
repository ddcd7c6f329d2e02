// QR codes (ISO/IEC 18004) as pictures.
#pragma once

#include <string>
#include <string_view>

namespace services {

// The text as a PNG in black and white, some 300 pixels wide with the quiet zone. Medium error
// correction. Throws std::length_error for a text of more than some 2,300 bytes.
std::string qr_png(std::string_view text);

}  // namespace services
