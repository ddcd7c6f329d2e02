// Which passwords are refused: those that are guessed first.
#include <algorithm>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/embedded_file.hpp"
#include "base/text.hpp"
#include "crypto/password.hpp"

namespace crypto {
namespace {

// A shorter word stands in too many good passwords.
constexpr std::size_t account_word_characters_min = 4;
// Figures and signs around a common password that add too little to it: "Welcome-2024-2025".
constexpr std::size_t decoration_characters_max = 10;
// Runs have on average at least so many characters in "qwertyuiop12" and "1qaz2wsx3edc", fewer in
// words.
constexpr std::size_t run_characters_average = 3;

// Along the rows and down the columns of a keyboard. Runs also go backwards, and from 9 to 0.
constexpr std::string_view keyboard_lines[] = {
    "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm",
    "qwertz",     "yxcvbnm",    "azerty",    "wxcvbn",
    "1qaz",       "2wsx",       "3edc",      "4rfv",
    "5tgb",       "6yhn",       "7ujm",      "abcdefghijklmnopqrstuvwxyz",
};

bool is_step_along(std::string_view line, char from, char to) {
    const std::size_t at = line.find(from);
    if (at == std::string_view::npos) return false;
    return (at + 1 < line.size() && line[at + 1] == to) || (at > 0 && line[at - 1] == to);
}

bool is_step_of_run(char from, char to) {
    if (from == to || (from == '9' && to == '0') || (from == '0' && to == '9')) return true;
    return std::any_of(std::begin(keyboard_lines), std::end(keyboard_lines),
                       [&](std::string_view line) { return is_step_along(line, from, to); });
}

bool consists_of_runs(std::string_view text) {
    std::size_t runs = 1;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (!is_step_of_run(text[i - 1], text[i])) ++runs;
    }
    return runs * run_characters_average <= text.size();
}

// The same again and again, the last time perhaps cut off: "abcabcabcabca".
bool is_repetition(std::string_view text) {
    for (std::size_t period = 1; period <= text.size() / 2; ++period) {
        if (text.substr(period) == text.substr(0, text.size() - period)) return true;
    }
    return false;
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

// The letters and figures of the beginning of the address, the words of the name, and ours.
std::vector<std::string> words_of_account(std::string_view email, std::string_view name) {
    std::vector<std::string> words = {"bookingtms", base::lower(email.substr(0, email.find('@')))};
    std::string word;
    for (const char c : base::lower(name) + " ") {
        if (is_letter(c)) {
            word += c;
        } else {
            words.push_back(std::exchange(word, {}));
        }
    }
    std::erase_if(words, [](const std::string& each) {
        return base::utf8_length(each).value_or(0) < account_word_characters_min;
    });
    return words;
}

bool contains_one_of(std::string_view text, const std::vector<std::string>& words) {
    return std::any_of(words.begin(), words.end(), [text](const std::string& word) {
        return text.find(word) != std::string_view::npos;
    });
}

const std::unordered_set<std::string_view>& common_passwords() {
    static const std::unordered_set<std::string_view> all = [] {
        std::unordered_set<std::string_view> entries;
        std::string_view rest = files().front().content;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find('\n'), rest.size());
            if (!rest.starts_with('#')) entries.insert(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        return entries;
    }();
    return all;
}

// "p@ssw0rd" is "password".
std::string with_letters_for_signs(std::string_view text) {
    constexpr std::string_view signs = "@4301!$57";
    constexpr std::string_view letters = "aaeoiisst";
    std::string plain(text);
    for (char& c : plain) {
        const std::size_t at = signs.find(c);
        if (at != std::string_view::npos) c = letters[at];
    }
    return plain;
}

// Both halves of "dragonmonkey" and of "monkey123456" are in the list.
bool is_in_list(std::string_view text) {
    const auto& list = common_passwords();
    if (list.contains(text)) return true;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (list.contains(text.substr(0, i)) && list.contains(text.substr(i))) return true;
    }
    return false;
}

// As it is, and without figures and signs after it and on both sides, each also with letters for
// the signs that stand for them.
bool is_common(std::string_view text) {
    const auto end = std::find_if(text.rbegin(), text.rend(), is_letter).base();
    const auto begin = std::find_if(text.begin(), end, is_letter);
    const std::string_view whole = text;
    const std::string_view without_tail(text.begin(), end);
    const std::string_view core(begin, end);
    for (const std::string_view part : {whole, without_tail, core}) {
        if (part.empty() || text.size() - part.size() > decoration_characters_max) continue;
        if (is_in_list(part) || is_in_list(with_letters_for_signs(part))) return true;
    }
    return false;
}

}  // namespace

std::string_view to_string(PasswordFault fault) {
    switch (fault) {
        case PasswordFault::too_long:
            return "too_long";
        case PasswordFault::not_text:
            return "not_text";
        case PasswordFault::too_short:
            return "too_short";
        case PasswordFault::pattern:
            return "pattern";
        case PasswordFault::contains_account:
            return "contains_account";
        case PasswordFault::common:
            return "common";
    }
    return "common";
}

std::optional<PasswordFault> check_password(std::string_view password, std::string_view email,
                                            std::string_view name) {
    if (password.size() > password_bytes_max) return PasswordFault::too_long;
    const auto characters = base::utf8_length(password);
    if (!characters || base::has_control_character(password)) return PasswordFault::not_text;
    if (*characters < password_characters_min) return PasswordFault::too_short;
    const std::string lowered = base::lower(password);
    if (is_repetition(lowered) || consists_of_runs(lowered)) return PasswordFault::pattern;
    if (contains_one_of(lowered, words_of_account(email, name))) {
        return PasswordFault::contains_account;
    }
    if (is_common(lowered)) return PasswordFault::common;
    return std::nullopt;
}

}  // namespace crypto
