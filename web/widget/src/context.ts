// What every view of one widget shares.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Client } from './api/client';
import type { Emit } from './events';
import type { Format } from './format';
import type { Remembered } from './memory';
import type { Place } from './place';
import type { Settings } from './settings';
import type { Activity, Embed } from './types';

export interface Shared {
  client: Client;
  embed: Embed;
  format: Format;
  settings: Settings;
  memory: Remembered;
  emit: Emit;
  // Says something to people who do not see the screen.
  say: (text: string) => void;
  // Goes on to another step; the way back leads here.
  go: (place: Place) => void;
  // Changes where we are, without a step back.
  stay: (place: Place) => void;
}

// The widget gives it to all of its views, so there is always one.
export const SharedContext = createContext({} as Shared);

export const useShared = () => useContext(SharedContext);

export const venueOf = (embed: Embed, activity: Activity) => embed.venues.find(({ id }) => id === activity.venue_id)!;
export const zoneOf = (embed: Embed, activity: Activity) => venueOf(embed, activity).time_zone;
