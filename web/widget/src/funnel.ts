// How far visits come, told to the server as numbers that go up: nothing of the visitor is sent or kept.
import type { Shared } from './context';
import type { Place } from './place';

const steps = ['view', 'date', 'time', 'checkout', 'booked'];
export const bookedStep = 4;

export const stepOf = ({ step, day }: Place) => ({ activities: 0, times: day ? 1 : 0, details: 2, outcome: 3 })[step];

// Once in a visit for each step, those too that were passed without a stop.
export function count({ client, memory }: Pick<Shared, 'client' | 'memory'>, step: number): void {
  for (let next = memory.now.steps ?? 0; next <= step; memory.set({ steps: next })) {
    client.tell(steps[next++]!);
  }
}
