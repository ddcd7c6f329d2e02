// UUIDv7 and random codes from the kernel's generator.
#include "base/ids.hpp"

#include <sys/random.h>

#include <cstring>
#include <stdexcept>

namespace base {
namespace {

void fill_random(void* data, std::size_t size) {
    auto* at = static_cast<unsigned char*>(data);
    while (size > 0) {
        const ssize_t got = ::getrandom(at, size, 0);
        if (got < 0) throw std::runtime_error("getrandom failed");
        at += got;
        size -= static_cast<std::size_t>(got);
    }
}

constexpr char hex_digits[] = "0123456789abcdef";

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

constexpr bool is_dash_place(std::size_t i) {
    return i == 8 || i == 13 || i == 18 || i == 23;
}

}  // namespace

Uuid new_uuid(Instant now) {
    Uuid id;
    const auto ms = std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count();
    fill_random(id.bytes.data() + 6, 10);
    for (int i = 0; i < 6; ++i) id.bytes[5 - i] = static_cast<std::uint8_t>(ms >> (8 * i));
    id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | 0x70);
    id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
    return id;
}

std::optional<Uuid> parse_uuid(std::string_view text) {
    if (text.size() != 36) return std::nullopt;
    Uuid id;
    std::size_t byte = 0;
    for (std::size_t i = 0; i < 36;) {
        if (is_dash_place(i)) {
            if (text[i] != '-') return std::nullopt;
            ++i;
            continue;
        }
        const int high = hex_value(text[i]);
        const int low = hex_value(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        id.bytes[byte++] = static_cast<std::uint8_t>(high * 16 + low);
        i += 2;
    }
    return id;
}

std::string to_string(const Uuid& id) {
    std::string text(36, '-');
    std::size_t at = 0;
    for (const std::uint8_t byte : id.bytes) {
        if (is_dash_place(at)) ++at;
        text[at++] = hex_digits[byte >> 4];
        text[at++] = hex_digits[byte & 15];
    }
    return text;
}

std::string random_code(int length) {
    static constexpr char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::string code(static_cast<std::size_t>(length), '0');
    fill_random(code.data(), code.size());
    for (char& c : code) c = alphabet[static_cast<unsigned char>(c) & 31];
    return code;
}

std::string random_hex(int bytes) {
    std::string raw(static_cast<std::size_t>(bytes), '\0');
    fill_random(raw.data(), raw.size());
    std::string text;
    text.reserve(raw.size() * 2);
    for (const char c : raw) {
        text += hex_digits[static_cast<unsigned char>(c) >> 4];
        text += hex_digits[static_cast<unsigned char>(c) & 15];
    }
    return text;
}

}  // namespace base

std::size_t std::hash<base::Uuid>::operator()(const base::Uuid& id) const noexcept {
    std::size_t value = 0;
    std::memcpy(&value, id.bytes.data() + 8, sizeof value);
    return value;
}
