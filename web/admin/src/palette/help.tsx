// Which keys do what, and the switch of those that are a single character.
import { useState } from 'react';
import { Dialog } from '../components/dialog';
import { CheckField } from '../components/fields';
import { navigation } from '../navigation';
import { useCan } from '../session/session';
import { areSingleKeysOn, paletteKeys, switchSingleKeys } from './shortcuts';

export default function Help({ onClose }: { onClose: () => void }) {
  const can = useCan();
  const [on, setOn] = useState(areSingleKeysOn);
  const rows: [keys: string, what: string][] = [
    [paletteKeys, 'Find a booking or customer, or go to a view'],
    ['/', 'To the search of this view'],
    ...(can('bookings:write') ? [['n', 'New booking'] as [string, string]] : []),
    ...navigation
      .flatMap(({ entries }) => entries)
      .filter(({ permission }) => can(permission))
      .map(({ key, name }): [string, string] => [`g ${key}`, name]),
    ['?', 'These shortcuts'],
    ['Escape', 'Close a dialog'],
  ];
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl className="facts shortcuts">
        {rows.map(([keys, what]) => (
          <div key={keys} className="fact">
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <CheckField
        label="Shortcuts of single keys"
        hint="Switch them off when you speak to the computer. This browser remembers it."
        checked={on}
        onChange={(event) => {
          switchSingleKeys(event.target.checked);
          setOn(event.target.checked);
        }}
      />
    </Dialog>
  );
}
