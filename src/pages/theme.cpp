// Contrast of colours as WCAG 2.2 measures it, and GET /book/{embed_key}/theme.css.
#include "pages/theme.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <stdexcept>

#include "api/input.hpp"
#include "api/reply.hpp"
#include "pages/handlers.hpp"
#include "services/availability.hpp"

namespace pages {
namespace {

// Red, green and blue, each 0 to 255.
using Color = std::array<int, 3>;

constexpr double contrast_min = 4.5;

// The backgrounds of booking.css on which the accent is hardest to read, and what it goes towards.
constexpr Color light_ground = {0xf4, 0xf5, 0xf7};
constexpr Color dark_ground = {0x1c, 0x20, 0x26};
constexpr Color black = {0, 0, 0};
constexpr Color white = {255, 255, 255};

Color parse_color(const std::string& text) {
    unsigned red = 0;
    unsigned green = 0;
    unsigned blue = 0;
    if (std::sscanf(text.c_str(), "#%2x%2x%2x", &red, &green, &blue) != 3) {
        throw std::logic_error("not a colour of the database: " + text);
    }
    return {static_cast<int>(red), static_cast<int>(green), static_cast<int>(blue)};
}

std::string format_color(const Color& color) {
    char text[8];
    std::snprintf(text, sizeof text, "#%02x%02x%02x", static_cast<unsigned>(color[0]) & 0xff,
                  static_cast<unsigned>(color[1]) & 0xff, static_cast<unsigned>(color[2]) & 0xff);
    return text;
}

double luminance(const Color& color) {
    constexpr std::array<double, 3> weights = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        const double part = color[i] / 255.0;
        sum +=
            weights[i] * (part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
}

double contrast(const Color& a, const Color& b) {
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

// The colour, moved towards `end` in steps of a twentieth until it can be read on `ground`.
Color readable(const Color& color, const Color& ground, const Color& end) {
    constexpr int steps = 20;
    for (int step = 0; step < steps; ++step) {
        Color moved = color;
        for (std::size_t i = 0; i < 3; ++i) moved[i] += (end[i] - color[i]) * step / steps;
        if (contrast(moved, ground) >= contrast_min) return moved;
    }
    return end;
}

}  // namespace

std::string theme_css(const std::string& primary_color) {
    const Color color = parse_color(primary_color);
    const std::string light = format_color(readable(color, light_ground, black));
    const std::string dark = format_color(readable(color, dark_ground, white));
    // White on the light accent and the dark ground on the dark one contrast at least as much as
    // the accents do on their grounds.
    return ":root{--accent:" + light + ";--on-accent:#ffffff}\n" +
           "@media (prefers-color-scheme:dark){:root{--accent:" + dark +
           ";--on-accent:" + format_color(dark_ground) + "}}\n";
}

// GET /book/{embed_key}/theme.css
base::Task<http::Response> get_theme(api::Call call) {
    const auto embed = co_await services::read_embed(call.context, api::visitor_of(call));
    if (!embed) co_return api::problem(call, embed.error());
    http::Response response;
    response.set("Content-Type", "text/css; charset=utf-8");
    response.set("Cache-Control", "public, max-age=300");
    response.set("X-Content-Type-Options", "nosniff");
    response.body = theme_css(embed->organization.primary_color);
    co_return response;
}

}  // namespace pages
