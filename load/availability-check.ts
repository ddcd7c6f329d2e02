// Visitors who only look: what is offered, and which times of two weeks are free.
import { check } from 'k6';
import { Trend } from 'k6/metrics';
import { optionsOf } from './profiles.ts';
import { embed, newAddress, pick, send, think } from './target.ts';

export { handleSummary } from './summary.ts';

export const options = optionsOf({ checks: ['rate>0.99'] });

const availabilityDuration = new Trend('availability_duration', true);

export default async function look() {
  const visitor = { 'X-Forwarded-For': newAddress() };
  const offer = await send('GET', embed, visitor);
  if (!check(offer, { 'the offer is shown': (reply) => reply.status === 200 })) return;
  for (let week = 0; week < 3; week += 1) {
    await think(1, 3);
    const from = new Date(Date.now() + week * 7 * 86_400_000).toISOString().slice(0, 10);
    const to = new Date(Date.now() + (week * 7 + 14) * 86_400_000).toISOString().slice(0, 10);
    const activity = pick(offer.json().activities);
    const times = await send('GET', `${embed}/availability?activity_id=${activity.id}&from=${from}&to=${to}`, visitor);
    check(times, { 'free times are shown': (reply) => reply.status === 200 });
    availabilityDuration.add(times.timings.duration);
  }
  await think(1, 3);
}
