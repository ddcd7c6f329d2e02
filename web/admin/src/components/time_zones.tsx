// The choice of a time zone among those that the browser knows.
import type { Ref, SelectHTMLAttributes } from 'react';
import { SelectField } from './fields';

type Props = SelectHTMLAttributes<HTMLSelectElement> & { ref?: Ref<HTMLSelectElement>; error?: string | undefined; current?: string };

export function TimeZoneField({ current, error, ...rest }: Props) {
  const zones = [...new Set([...(current ? [current] : []), 'UTC', ...Intl.supportedValuesOf('timeZone')])].sort();
  return (
    <SelectField label="Time zone" hint="Of the clock on the wall there." error={error} {...rest}>
      {zones.map((zone) => (
        <option key={zone} value={zone}>
          {zone.replaceAll('_', ' ')}
        </option>
      ))}
    </SelectField>
  );
}
