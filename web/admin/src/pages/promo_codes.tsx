// Promo codes: what each gives, when and how often, how often it was used; making, editing and ending them.
import { BadgePercent, Plus } from 'lucide-react';
import { useState } from 'react';
import { api, take } from '../api/client';
import { liveMilliseconds, useActivities, useActivityName } from '../api/inventory';
import { useList } from '../api/lists';
import type { PromoCode } from '../api/types';
import { EditCode, NewCode } from '../codes/code_form';
import {
  activitiesText,
  codesKey,
  discountText,
  minimumText,
  stateOf,
  useRefreshCodes,
  usesText,
  validityText,
} from '../codes/promo_codes';
import { Button } from '../components/button';
import { SelectField } from '../components/fields';
import { given, useFilters } from '../components/filters';
import { Freshness } from '../components/freshness';
import { ListView } from '../components/list_view';
import { Badge, Empty } from '../components/notices';
import { Page } from '../components/page';
import { useCan } from '../session/session';
import { plural } from '../words/format';

interface RowProps {
  code: PromoCode;
  activityName: (id: string) => string;
  onEdit: (code: PromoCode) => void;
}

function Row({ code, activityName, onEdit }: RowProps) {
  const can = useCan();
  const { name, tone } = stateOf(code);
  const { uses, limits } = code;
  const minimum = minimumText(code);
  return (
    <tr className={code.is_active ? undefined : 'faded'}>
      <th scope="row">
        <p className="promo-code">
          <strong>{code.code}</strong>
        </p>
        {code.description && <p className="hint">{code.description}</p>}
      </th>
      <td>
        {discountText(code)}
        {minimum && <p className="hint">{minimum}</p>}
      </td>
      <td>{validityText(code)}</td>
      <td>
        {usesText(code)}
        {uses.reserved > 0 && <p className="hint">{plural(uses.reserved, 'more', 'more')} in open checkouts</p>}
        {limits.uses_per_customer && <p className="hint">{limits.uses_per_customer} a customer</p>}
      </td>
      <td>{activitiesText(code, activityName)}</td>
      <td>
        <Badge tone={tone}>{name}</Badge>
      </td>
      {can('pricing:write') && (
        <td>
          <Button small aria-label={`Edit ${code.code}`} onClick={() => onEdit(code)}>
            Edit
          </Button>
        </td>
      )}
    </tr>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) return <Empty title="No promo code is for this activity" icon={BadgePercent} />;
  return (
    <Empty title="No promo codes yet" icon={BadgePercent}>
      <p>Customers type a code when they book, and pay less: a part, an amount, or nothing at all.</p>
    </Empty>
  );
}

export default function PromoCodes() {
  const can = useCan();
  const activities = useActivities();
  const activityName = useActivityName();
  const refresh = useRefreshCodes();
  const [open, setOpen] = useState<PromoCode | 'new' | null>(null);
  const { values, change, isFiltered } = useFilters(['activity_id']);
  const filter = given(values);
  const codes = useList(
    [...codesKey, filter],
    (part, signal) => take(api.GET('/v1/promo-codes', { params: { query: { ...filter, ...part } }, signal })),
    { everyMilliseconds: liveMilliseconds },
  );
  const close = () => setOpen(null);
  return (
    <Page
      title="Promo codes"
      lead="What customers type to pay less."
      actions={
        can('pricing:write') && (
          <Button kind="primary" onClick={() => setOpen('new')}>
            <Plus aria-hidden />
            New promo code
          </Button>
        )
      }
    >
      <search className="filters">
        <SelectField label="Activity" value={values.activity_id} onChange={(event) => change('activity_id', event.target.value)}>
          <option value="">Any</option>
          {activities.data?.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      </search>
      <Freshness parts={[codes]} />
      <ListView query={codes} empty={<Nothing isFiltered={isFiltered} />}>
        {(items) => (
          <div className="table-frame">
            <table className="cards" aria-label="Promo codes">
              <thead>
                <tr>
                  <th>Code</th>
                  <th>Gives</th>
                  <th>Valid</th>
                  <th>Used</th>
                  <th>For</th>
                  <th>State</th>
                  {can('pricing:write') && (
                    <th>
                      <span className="unseen">Actions</span>
                    </th>
                  )}
                </tr>
              </thead>
              <tbody>
                {items.map((code) => (
                  <Row key={code.id} code={code} activityName={activityName} onEdit={setOpen} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </ListView>
      {open === 'new' && <NewCode onClose={close} onMade={refresh} />}
      {open !== null && open !== 'new' && <EditCode code={open} onClose={close} onChanged={refresh} />}
    </Page>
  );
}
