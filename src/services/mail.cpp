// Writing mails out, and delivering them.
#include "services/mail.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "base/embedded_file.hpp"
#include "base/text.hpp"
#include "obs/log.hpp"
#include "outbound/mail.hpp"
#include "services/sessions.hpp"
#include "services/tokens.hpp"
#include "store/outcome.hpp"

namespace services {
namespace {

constexpr int resets_per_round_max = 100;
constexpr int mails_per_round_max = 20;
// Longer than a round takes, so that nobody sends a mail that another one is sending.
constexpr int lease_seconds = 120;

std::string_view page_of(std::string_view purpose) {
    return purpose == "invitation" ? "/admin/invitation" : "/admin/password-reset";
}

std::string_view template_of(std::string_view name) {
    const std::string path = std::string(name) + ".txt";
    const auto files = mails::files();
    const auto found = std::find_if(files.begin(), files.end(),
                                    [&path](const auto& file) { return file.path == path; });
    if (found == files.end()) throw std::logic_error("there is no mail " + path);
    return found->content;
}

// The template with its {{names}} replaced; a value is never read as a template.
std::string fill(std::string_view text, const boost::json::object& values) {
    std::string result;
    for (;;) {
        const std::size_t begin = text.find("{{");
        result += text.substr(0, begin);
        if (begin == std::string_view::npos) return result;
        const std::size_t end = text.find("}}", begin);
        result += store::text_at(values, text.substr(begin + 2, end - begin - 2));
        text.remove_prefix(end + 2);
    }
}

outbound::Mail compose(const Context& context, const MailOptions& options,
                       const store::QueuedMail& queued) {
    boost::json::object values = queued.parameters;
    if (queued.link) {
        values["link"] = link_url(*context.keys, options.public_url, queued.link->purpose,
                                  queued.organization_id, queued.link->id);
    }
    // The subject, an empty line, the text.
    const std::string_view source = template_of(queued.template_name);
    const std::size_t subject_end = source.find('\n');
    outbound::Mail mail;
    mail.id = base::to_string(queued.id);
    mail.from = options.from;
    mail.to = queued.recipient;
    mail.subject = fill(source.substr(0, subject_end), values);
    mail.text = fill(source.substr(subject_end + 2), values);
    mail.date = queued.created_at;
    return mail;
}

// Why the mail was not delivered; nothing where it was.
base::Task<std::optional<std::string>> deliver(Context context, std::string folder,
                                               outbound::Mail mail) {
    const std::function<base::Result<void>()> work = [folder = std::move(folder),
                                                      mail = std::move(mail)] {
        return outbound::deliver_to_folder(folder, mail);
    };
    const auto delivered = co_await context.pool->run(work, context.deadline);
    if (!delivered) co_return delivered.error().detail;
    if (!*delivered) co_return delivered->error().detail;
    co_return std::nullopt;
}

}  // namespace

std::string link_url(const crypto::Keys& keys, const std::string& public_url,
                     std::string_view purpose, const base::Uuid& organization_id,
                     const base::Uuid& link_id) {
    Link link;
    link.organization_id = organization_id;
    link.id = link_id;
    return public_url + std::string(page_of(purpose)) + "#" + link_token(keys, purpose, link);
}

base::Task<base::Result<MailRound>> send_due_mails(Context context, MailOptions options) {
    const store::Context engine = as_engine(context);
    const auto answered =
        co_await store::answer_password_reset_requests(engine, resets_per_round_max);
    if (!answered) co_return base::fail(answered.error());
    const auto mails = co_await store::take_mails(engine, mails_per_round_max, lease_seconds);
    if (!mails) co_return base::fail(mails.error());
    MailRound round;
    round.more = *answered == resets_per_round_max || mails->size() == mails_per_round_max;
    for (const store::QueuedMail& queued : *mails) {
        outbound::Mail mail = compose(context, options, queued);
        auto fault = co_await deliver(context, options.folder, std::move(mail));
        if (fault) {
            obs::log(obs::Level::warn, "mail_not_delivered",
                     {{"mail_id", base::to_string(queued.id)}, {"cause", *fault}});
        }
        std::optional<store::MailFault> reason;
        if (fault) {
            reason.emplace();
            reason->reason = std::move(*fault);
        }
        const auto settled = co_await store::settle_mail(engine, queued.organization_id, queued.id,
                                                         std::move(reason));
        if (!settled) co_return base::fail(settled.error());
        if (*settled == "sent") ++round.sent;
        if (*settled == "failed") ++round.failed;
    }
    co_return round;
}

}  // namespace services
