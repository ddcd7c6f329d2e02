// The background jobs, one file each. A job does one round and says whether there is more to do at
// once.
#pragma once

#include "base/error.hpp"
#include "base/task.hpp"
#include "obs/metrics.hpp"
#include "services/funnel.hpp"
#include "services/mail.hpp"
#include "services/webhooks.hpp"

namespace jobs {

enum class Round { done, more };

// Ends holds whose time is over and gives their seats back; counts them.
base::Task<base::Result<Round>> expire_holds(services::Context context, obs::Counter expired);

// Makes the sessions of activities whose schedule changed, and keeps the horizon `horizon_days`
// ahead.
base::Task<base::Result<Round>> generate_sessions(services::Context context, int horizon_days);

// Sends the mails of the outbox.
base::Task<base::Result<Round>> send_mail(services::Context context, services::MailOptions options);

// Writes the reminders that are due.
base::Task<base::Result<Round>> remind(services::Context context);

// Asks the providers of open payments what became of them, and ends those whose time is over.
base::Task<base::Result<Round>> settle_payments(services::Context context);

// Makes the refunds that are due.
base::Task<base::Result<Round>> make_refunds(services::Context context);

// Makes the deliveries of webhooks from what happened.
base::Task<base::Result<Round>> plan_webhooks(services::Context context);

// Makes one attempt to deliver a webhook.
base::Task<base::Result<Round>> deliver_webhooks(services::Context context,
                                                 services::WebhookOptions options);

// Removes the rows of organizations that were deleted a month ago.
base::Task<base::Result<Round>> purge_organizations(services::Context context);

// Seals the audit trail and drops its months that are wholly older than `retention_days`.
base::Task<base::Result<Round>> seal_audit(services::Context context, int retention_days);

// Refreshes what dashboards are read from, where the last time was five minutes ago.
base::Task<base::Result<Round>> refresh_dashboard(services::Context context);

// Measures the business of all organizations where no node did of late, and shows the figures.
base::Task<base::Result<Round>> measure_business(services::Context context, obs::Metrics* metrics);

// Tells the database what this node counted of visitors.
base::Task<base::Result<Round>> save_funnel(services::Context context, services::Funnel* funnel);

// Forgets idempotency keys after a day, outbox events after three, and sign-ins, their
// attempts, links and mails when they say nothing any more, and the log of webhooks after 30 days.
base::Task<base::Result<Round>> forget_old_rows(services::Context context);

}  // namespace jobs
