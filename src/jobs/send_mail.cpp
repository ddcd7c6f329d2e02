// Sends the mails of the outbox. Any number of nodes may do so: a mail is leased to one of them.
#include "jobs/jobs.hpp"
#include "obs/log.hpp"

namespace jobs {

base::Task<base::Result<Round>> send_mail(services::Context context,
                                          services::MailOptions options) {
    const auto round = co_await services::send_due_mails(context, std::move(options));
    if (!round) co_return base::fail(round.error());
    if (round->sent > 0 || round->failed > 0) {
        obs::log(obs::Level::info, "mails_sent",
                 {{"sent", round->sent}, {"given_up", round->failed}});
    }
    co_return round->more ? Round::more : Round::done;
}

}  // namespace jobs
