// What was written to customers and people of the organization, what became of it, and sending once more what was given up.
import { Mail as MailIcon } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { api, take } from '../api/client';
import { liveMilliseconds } from '../api/inventory';
import { useList } from '../api/lists';
import type { Mail, MailFilter } from '../api/types';
import { Button } from '../components/button';
import { SelectField } from '../components/fields';
import { given, useFilters } from '../components/filters';
import { Freshness } from '../components/freshness';
import { ListView } from '../components/list_view';
import { Badge, Empty, ErrorNotice } from '../components/notices';
import { Page } from '../components/page';
import { ResendAll, ResendOne } from '../mails/resend';
import { useCan } from '../session/session';
import { fromNow, plural, showInstant } from '../words/format';
import { mailNames, mailStatus } from '../words/names';

function State({ mail }: { mail: Mail }) {
  const { name, tone } = mailStatus[mail.status];
  return (
    <>
      <Badge tone={tone}>{name}</Badge>
      {mail.status === 'waiting' && mail.attempts > 0 && mail.next_attempt_at && (
        <p className="hint">
          {plural(mail.attempts, 'attempt')}, again {fromNow(mail.next_attempt_at)}
        </p>
      )}
      {mail.last_error && <p className="hint">{mail.last_error}</p>}
    </>
  );
}

function Row({ mail, onFault }: { mail: Mail; onFault: (error: unknown) => void }) {
  const can = useCan();
  return (
    <tr>
      <th scope="row" className="nowrap">
        {mailNames[mail.template]}
        {mail.booking_id && can('bookings:read') && (
          <p className="hint">
            <Link href={`/bookings/${mail.booking_id}`}>Booking</Link>
          </p>
        )}
      </th>
      <td>{mail.recipient}</td>
      <td>
        <State mail={mail} />
      </td>
      <td className="nowrap">
        <span title={showInstant(mail.created_at)}>{fromNow(mail.created_at)}</span>
      </td>
      {can('organization:write') && <td>{mail.status === 'failed' && <ResendOne mail={mail} onFault={onFault} />}</td>}
    </tr>
  );
}

export default function Mails() {
  const can = useCan();
  const [asks, setAsks] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const { values, change, isFiltered } = useFilters(['status']);
  const filter = given(values) as MailFilter;
  const mails = useList(
    ['mails', filter],
    (part, signal) => take(api.GET('/v1/mails', { params: { query: { ...filter, ...part } }, signal })),
    { everyMilliseconds: liveMilliseconds },
  );
  return (
    <Page
      title="Mails"
      lead="What was written to customers and to your people in the last 30 days."
      actions={
        can('organization:write') &&
        mails.items.some(({ status }) => status === 'failed') && (
          <Button onClick={() => setAsks(true)}>Send all that was given up</Button>
        )
      }
    >
      <search className="filters">
        <SelectField label="State" value={values.status} onChange={(event) => change('status', event.target.value)}>
          <option value="">All</option>
          {Object.entries(mailStatus).map(([status, { name }]) => (
            <option key={status} value={status}>
              {name}
            </option>
          ))}
        </SelectField>
      </search>
      <Freshness parts={[mails]} />
      {fault !== null && <ErrorNotice error={fault} />}
      <ListView query={mails} empty={<Empty title={isFiltered ? 'No mail is in this state' : 'Nothing was written yet'} icon={MailIcon} />}>
        {(items) => (
          <div className="table-frame">
            <table className="cards" aria-label="Mails">
              <thead>
                <tr>
                  <th>Mail</th>
                  <th>To</th>
                  <th>State</th>
                  <th>When</th>
                  {can('organization:write') && (
                    <th>
                      <span className="unseen">Actions</span>
                    </th>
                  )}
                </tr>
              </thead>
              <tbody>
                {items.map((mail) => (
                  <Row key={mail.id} mail={mail} onFault={setFault} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </ListView>
      {asks && <ResendAll onClose={() => setAsks(false)} />}
    </Page>
  );
}
