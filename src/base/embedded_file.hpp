// A file that was built into the program (cmake/embed.cmake).
#pragma once

#include <span>
#include <string_view>

namespace base {

struct EmbeddedFile {
    std::string_view path;  // below the folder it was taken from, "migrations/0001_core.sql"
    std::string_view content;
};

}  // namespace base

namespace sql {
// Everything under sql/, sorted by path.
std::span<const base::EmbeddedFile> files();
}  // namespace sql

namespace mails {
// The texts of mails: the subject, an empty line, the text with {{names}} to fill in.
std::span<const base::EmbeddedFile> files();
}  // namespace mails

namespace assets {
// What the server hands out: page templates, styles, the API contract. Sorted by path.
std::span<const base::EmbeddedFile> files();
}  // namespace assets

namespace admin_app {
// The admin app as scripts/build-web made it; nothing where it was not run.
std::span<const base::EmbeddedFile> files();
}  // namespace admin_app

namespace widget {
// The widget as scripts/build-web made it; nothing where it was not run.
std::span<const base::EmbeddedFile> files();
}  // namespace widget

namespace crypto {
// The list of common passwords.
std::span<const base::EmbeddedFile> files();
}  // namespace crypto
