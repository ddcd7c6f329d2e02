// Staff who look at the dashboard and at their lists, one sign-in for many looks.
import { check } from 'k6';
import { Trend } from 'k6/metrics';
import { optionsOf } from './profiles.ts';
import { newAddress, send, think, url } from './target.ts';

export { handleSummary } from './summary.ts';

export const options = optionsOf({ checks: ['rate>0.99'] });

const dashboardDuration = new Trend('dashboard_duration', true);

// Access tokens end after a quarter of an hour, and a soak is longer.
const tokenMs = 10 * 60_000;
let token: Promise<string> | null = null;
let tokenUntil = 0;

async function signIn(): Promise<string> {
  const reply = await send('POST', `${url}/v1/auth/login`, { 'X-Forwarded-For': newAddress() },
    { email: __ENV.EMAIL, password: __ENV.PASSWORD });
  if (reply.status !== 200) throw new Error(`The sign-in of ${__ENV.EMAIL} was answered with ${reply.status}.`);
  return reply.json().access_token;
}

export default async function work() {
  if (token === null || Date.now() > tokenUntil) {
    token = signIn();
    tokenUntil = Date.now() + tokenMs;
  }
  const staff = { Authorization: `Bearer ${await token}` };
  const dashboard = await send('GET', `${url}/v1/dashboard`, staff);
  check(dashboard, { 'the dashboard is shown': (reply) => reply.status === 200 });
  dashboardDuration.add(dashboard.timings.duration);
  for (const list of ['bookings', 'customers', 'sessions']) {
    await think(1, 3);
    const reply = await send('GET', `${url}/v1/${list}?limit=50`, staff);
    check(reply, { 'the list is shown': (shown) => shown.status === 200 });
  }
  await think(2, 5);
}
