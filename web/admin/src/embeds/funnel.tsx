// How far the visitors of an embed came, step by step.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '../api/client';
import type { Embed, Funnel } from '../api/types';
import { ErrorNotice, Loading } from '../components/notices';
import { SelectField } from '../components/fields';
import { count, share } from '../dashboard/figures';
import { isPeriod, periods, type Period } from '../dashboard/periods';

const names: Record<Funnel['steps'][number]['step'], string> = {
  view: 'Opened it',
  date: 'Looked at a day',
  time: 'Chose a time',
  checkout: 'Ordered',
  booked: 'Booked',
};

function Steps({ funnel: { steps }, label }: { funnel: Funnel; label: string }) {
  const all = steps[0]?.visits ?? 0;
  if (steps.every(({ visits }) => visits === 0)) return <p className="soft">Nobody came in these days.</p>;
  return (
    <div className="table-frame">
      <table className="cards" aria-label={label}>
        <thead>
          <tr>
            <th>Step</th>
            <th>Visits</th>
            <th>Of all</th>
          </tr>
        </thead>
        <tbody>
          {steps.map(({ step, visits }) => (
            <tr key={step}>
              <th scope="row">{names[step]}</th>
              <td>{count(visits)}</td>
              <td>
                <span className="seats">
                  <svg className="meter" viewBox={`0 0 ${Math.max(all, 1)} 1`} preserveAspectRatio="none" aria-hidden="true">
                    <rect className="booked" width={visits} height="1" />
                  </svg>
                  {share(visits, all)}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Content({ embed }: { embed: Embed }) {
  const [period, setPeriod] = useState<Period>('30d');
  const funnel = useQuery({
    queryKey: ['funnel', embed.id, period],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => take(api.GET('/v1/embeds/{id}/funnel', { params: { path: { id: embed.id }, query: { period } }, signal })),
  });
  return (
    <div className="stack">
      <SelectField label="Period" value={period} onChange={({ target: { value } }) => isPeriod(value) && setPeriod(value)}>
        {Object.entries(periods).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </SelectField>
      {funnel.isPending && <Loading what="Counting" />}
      {funnel.isError && (
        <ErrorNotice
          error={funnel.error}
          again={() => {
            void funnel.refetch();
          }}
        />
      )}
      {funnel.data && <Steps funnel={funnel.data} label={`Visitors of ${embed.name}`} />}
      <p className="hint">Counts of visits, each once at each step, without cookies. People without JavaScript are not among them.</p>
    </div>
  );
}

export function FunnelPanel({ embed }: { embed: Embed }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>How far visitors come</summary>
      {open && <Content embed={embed} />}
    </details>
  );
}
