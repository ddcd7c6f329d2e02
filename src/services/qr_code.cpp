// QR codes as pictures.
#include "services/qr_code.hpp"

#include <zlib.h>

#include <cstdint>
#include <qrcodegen/qrcodegen.hpp>
#include <stdexcept>

namespace services {
namespace {

constexpr int quiet_modules = 4;  // ISO/IEC 18004 asks for so many on each side
constexpr int pixels_per_module = 6;

std::string big_endian(std::uint32_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 255U);
    return bytes;
}

// PNG (ISO/IEC 15948), 5.3.
std::string chunk(std::string_view type, std::string_view content) {
    const std::string body = std::string(type) + std::string(content);
    const auto* bytes = reinterpret_cast<const Bytef*>(body.data());
    const uLong check = crc32(0, bytes, static_cast<uInt>(body.size()));
    return big_endian(static_cast<std::uint32_t>(content.size())) + body +
           big_endian(static_cast<std::uint32_t>(check));
}

std::string compressed(std::string_view bytes) {
    uLongf size = compressBound(bytes.size());
    std::string result(size, '\0');
    const int outcome =
        compress2(reinterpret_cast<Bytef*>(result.data()), &size,
                  reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), Z_BEST_COMPRESSION);
    if (outcome != Z_OK) throw std::runtime_error("zlib could not compress a picture");
    result.resize(size);
    return result;
}

}  // namespace

std::string qr_png(std::string_view text) {
    const auto code =
        qrcodegen::QrCode::encodeText(std::string(text).c_str(), qrcodegen::QrCode::Ecc::MEDIUM);
    const int width = (code.getSize() + 2 * quiet_modules) * pixels_per_module;
    // One bit a pixel, 1 is white; each row begins with its filter, which is none.
    std::string rows;
    for (int y = 0; y < width; ++y) {
        rows += '\0';
        std::string row(static_cast<std::size_t>((width + 7) / 8), '\0');
        for (int x = 0; x < width; ++x) {
            const bool is_black = code.getModule(x / pixels_per_module - quiet_modules,
                                                 y / pixels_per_module - quiet_modules);
            if (is_black) continue;
            char& byte = row[static_cast<std::size_t>(x / 8)];
            byte = static_cast<char>(byte | 0x80 >> x % 8);
        }
        rows += row;
    }
    const std::string size = big_endian(static_cast<std::uint32_t>(width));
    // One bit of grey, and the only methods that there are.
    const std::string header = size + size + std::string("\1\0\0\0\0", 5);
    return "\x89PNG\r\n\x1a\n" + chunk("IHDR", header) + chunk("IDAT", compressed(rows)) +
           chunk("IEND", "");
}

}  // namespace services
