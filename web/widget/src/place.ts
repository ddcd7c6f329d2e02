// Where the visitor is, kept in the history of the tab: back, forward and reload work, and the site's own entries and
// its other widgets keep theirs.
export interface Place {
  step: 'activities' | 'times' | 'details' | 'outcome';
  activityId?: string;
  day?: string;
}

const member = 'bookingtms';

type States = Record<string, Place>;

function states(): States | undefined {
  const state: unknown = history.state;
  if (state === null || typeof state !== 'object' || !(member in state)) return undefined;
  return (state as Record<string, States>)[member];
}

export class Places {
  constructor(private readonly id: string) {}

  // Undefined for an entry that is not ours.
  now(): Place | undefined {
    return states()?.[this.id];
  }

  push(place: Place): void {
    history.pushState(this.with(place), '');
  }

  replace(place: Place): void {
    history.replaceState(this.with(place), '');
  }

  private with(place: Place): unknown {
    const state: unknown = history.state;
    const others = state !== null && typeof state === 'object' ? state : {};
    return { ...others, [member]: { ...states(), [this.id]: place } };
  }
}
