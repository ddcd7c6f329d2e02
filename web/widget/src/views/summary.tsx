// What is booked and what it costs, line by line.
import { useShared, venueOf } from '../context';
import type { Activity, Policy, Quote } from '../types';

interface Term {
  activity: Activity;
  start: string;
  end: string;
  day: string;
  party: number;
}

export function When({ activity, start, end, day, party }: Term) {
  const { embed, format } = useShared();
  const { words } = format;
  const venue = venueOf(embed, activity);
  const own = format.ownTime(start, venue.time_zone);
  return (
    <>
      <div><dt>{words.when}</dt><dd>{format.day(day)}, {format.range(start, end, venue.time_zone)}
        {own && <span class="soft"> ({format.fill(words.ownTime, { time: own })})</span>}</dd></div>
      <div><dt>{words.where}</dt><dd>{[venue.name, venue.address].filter(Boolean).join(', ')}</dd></div>
      <div><dt>{words.who}</dt><dd>{format.count(words.people, party)}</dd></div>
    </>
  );
}

export function Lines({ quote }: { quote: Quote }) {
  const { format } = useShared();
  const { words } = format;
  const isPart = quote.due_now.amount !== quote.due.amount;
  return (
    <>
      {quote.lines.map((line, i) => (
        <div class="line" key={i}>
          <dt>
            {line.quantity !== undefined && `${format.number(line.quantity)} × `}
            {line.is_inclusive ? format.fill(words.included, { name: line.name }) : line.name}
          </dt>
          <dd>{format.money(line.amount)}</dd>
        </div>
      ))}
      <div class="line total"><dt>{words.total}</dt><dd>{format.money(quote.due)}</dd></div>
      {isPart && <div class="line"><dt>{words.dueNow}</dt><dd>{format.money(quote.due_now)}</dd></div>}
    </>
  );
}

export function PolicyText({ policy }: { policy: Policy }) {
  const { format } = useShared();
  const { words } = format;
  const fee = policy.fee.amount > 0 ? `, ${format.fill(words.policyFee, { price: format.money(policy.fee) })}` : '';
  return (
    <details>
      <summary>{words.policy}</summary>
      {policy.windows.length === 0 && <p>{words.policyNone}</p>}
      <ul>
        {policy.windows.map((window) => (
          <li key={window.hours_before}>
            {format.fill(words.policyWindow, {
              time: format.unit(window.hours_before, 'hour'), percent: format.percent(window.refund_ppm),
            })}
            {fee}
          </li>
        ))}
      </ul>
    </details>
  );
}
