// Mails handed to a mail server, by libcurl.
#include "outbound/smtp.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace outbound {
namespace {

constexpr long connect_seconds_max = 10;
// RFC 4954, 6, and RFC 5248: what a server answers that does not like how we signed in.
constexpr long sign_in_refusals_begin = 530;
constexpr long sign_in_refusals_end = 540;

struct FreeHandle {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

struct Upload {
    std::string_view rest;
    std::string last_reply;
};

std::size_t give_message(char* target, std::size_t size, std::size_t count, void* source) noexcept {
    auto& upload = *static_cast<Upload*>(source);
    const std::size_t bytes = std::min(size * count, upload.rest.size());
    std::memcpy(target, upload.rest.data(), bytes);
    upload.rest.remove_prefix(bytes);
    return bytes;
}

// Every line that the server answers. The last one that refuses says why: what comes after it is
// the goodbye.
std::size_t take_reply(char* data, std::size_t size, std::size_t count, void* target) noexcept {
    if (size * count == 0 || (*data != '4' && *data != '5')) return size * count;
    static_cast<Upload*>(target)->last_reply.assign(data, std::min(size * count, std::size_t{300}));
    return size * count;
}

void set_tls(CURL* handle, const SmtpServer& server) {
    constexpr std::array<long, 3> levels = {CURLUSESSL_ALL, CURLUSESSL_TRY, CURLUSESSL_NONE};
    curl_easy_setopt(handle, CURLOPT_USE_SSL, levels.at(static_cast<std::size_t>(server.tls)));
    const bool is_checked = server.tls == SmtpTls::required || server.url.starts_with("smtps:");
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, is_checked ? 1L : 0L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, is_checked ? 2L : 0L);
    if (!server.ca_file.empty()) {
        curl_easy_setopt(handle, CURLOPT_CAINFO, server.ca_file.c_str());
    }
}

using Handle = std::unique_ptr<CURL, FreeHandle>;

// What every conversation with the server has. `words` is where libcurl says what went wrong.
Handle handle_for(const SmtpServer& server, std::array<char, CURL_ERROR_SIZE>& words) {
    static const CURLcode initialized = curl_global_init(CURL_GLOBAL_DEFAULT);
    Handle owned(initialized == CURLE_OK ? curl_easy_init() : nullptr);
    CURL* handle = owned.get();
    if (handle == nullptr) throw std::runtime_error("libcurl has no handle");
    curl_easy_setopt(handle, CURLOPT_URL, server.url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, words.data());
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, connect_seconds_max);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT, static_cast<long>(server.timeout.count()));
    if (!server.user.empty()) {
        curl_easy_setopt(handle, CURLOPT_USERNAME, server.user.c_str());
        curl_easy_setopt(handle, CURLOPT_PASSWORD, server.password.c_str());
    }
    set_tls(handle, server);
    return owned;
}

SmtpFault fault_of(CURL* handle, CURLcode code, Upload& upload, const char* words) {
    long reply = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &reply);
    // libcurl says CURLE_SEND_ERROR where sender, recipient or DATA were refused, and
    // CURLE_WEIRD_SERVER_REPLY for the mail itself, but also for a greeting.
    const bool is_about_mail =
        code == CURLE_SEND_ERROR || (code == CURLE_WEIRD_SERVER_REPLY && upload.rest.empty());
    SmtpFault fault;
    fault.is_permanent = is_about_mail && reply >= 500 && reply < 600 &&
                         (reply < sign_in_refusals_begin || reply >= sign_in_refusals_end);
    while (!upload.last_reply.empty() && upload.last_reply.back() < ' ')
        upload.last_reply.pop_back();
    fault.reason = *words != 0 ? words : curl_easy_strerror(code);
    if (reply >= 400) fault.reason += ": " + upload.last_reply;
    return fault;
}

}  // namespace

std::optional<SmtpFault> deliver_by_smtp(const SmtpServer& server, const Mail& mail) {
    const auto message = to_message(mail);
    if (!message) {
        SmtpFault fault;
        fault.reason = message.error().detail;
        fault.is_permanent = true;
        return fault;
    }
    std::array<char, CURL_ERROR_SIZE> words{};
    const Handle owned = handle_for(server, words);
    CURL* handle = owned.get();
    const std::unique_ptr<curl_slist, FreeList> recipients(
        curl_slist_append(nullptr, ("<" + mail.to + ">").c_str()));
    const std::string sender = "<" + address_of(mail.from) + ">";
    Upload upload;
    upload.rest = *message;
    curl_easy_setopt(handle, CURLOPT_MAIL_FROM, sender.c_str());
    curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(handle, CURLOPT_READFUNCTION, &give_message);
    curl_easy_setopt(handle, CURLOPT_READDATA, &upload);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &take_reply);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &upload);
    const CURLcode code = curl_easy_perform(handle);
    if (code == CURLE_OK) return std::nullopt;
    return fault_of(handle, code, upload, words.data());
}

std::optional<SmtpFault> greet_by_smtp(const SmtpServer& server) {
    std::array<char, CURL_ERROR_SIZE> words{};
    const Handle handle = handle_for(server, words);
    curl_easy_setopt(handle.get(), CURLOPT_CONNECT_ONLY, 1L);
    const CURLcode code = curl_easy_perform(handle.get());
    if (code == CURLE_OK) return std::nullopt;
    Upload nothing;
    return fault_of(handle.get(), code, nothing, words.data());
}

}  // namespace outbound
