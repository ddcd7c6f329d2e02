// What a site may set on the element. Each value is checked: none of them can carry a style or a script of its own.
export type Mode = 'inline' | 'button' | 'frame' | 'page';
export type Scheme = 'light' | 'dark' | 'auto';

export interface Settings {
  embedKey: string;
  mode: Mode;
  activity: string | null;  // id or slug of the only activity to offer
  language: string | null;
  theme: Scheme;
  accent: string | null;  // #rrggbb
  radius: string | null;  // 0px to 24px
  font: string | null;
  label: string | null;  // of the button
  checkout: string | null;  // page: the checkout whose outcome is shown
  parent: string | null;  // page: origin of the site that shows it in a frame
}

export const observed = ['embed-key', 'mode', 'activity', 'lang', 'theme', 'accent', 'radius', 'font', 'label', 'checkout'];
const fromAddress = ['lang', 'theme', 'accent', 'radius', 'font', 'activity'];

const radiusMax = 24;

function matching(value: string | null, pattern: RegExp): string | null {
  return value !== null && pattern.test(value) ? value : null;
}

function oneOf<Value extends string>(value: string | null, values: readonly Value[], otherwise: Value): Value {
  return values.find((known) => known === value) ?? otherwise;
}

function radiusOf(value: string | null): string | null {
  const number = matching(value, /^\d{1,2}$/);
  return number === null ? null : `${Math.min(Number(number), radiusMax)}px`;
}

// `attribute` gives what the site wrote, or null. On our own page the address may set how it looks.
export function readSettings(attribute: (name: string) => string | null, address: URLSearchParams): Settings {
  const mode = oneOf(attribute('mode'), ['inline', 'button', 'frame', 'page'], 'inline');
  const value = (name: string) =>
    attribute(name) || (mode === 'page' && fromAddress.includes(name) ? address.get(name) : null);
  return {
    embedKey: attribute('embed-key') ?? '',
    mode,
    activity: value('activity'),
    language: matching(value('lang'), /^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*$/),
    theme: oneOf(value('theme'), ['light', 'dark', 'auto'], 'auto'),
    accent: matching(value('accent'), /^#[0-9a-fA-F]{6}$/),
    radius: radiusOf(value('radius')),
    font: matching(value('font'), /^[\w ,"'-]{1,100}$/),
    label: value('label'),
    checkout: matching(attribute('checkout'), /^[0-9a-f-]{36}$/),
    parent: mode === 'page' ? matching(address.get('parent'), /^https?:\/\/[^/]+$/) : null,
  };
}
