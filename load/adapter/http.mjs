// The module `k6/http`, as far as the flows use it: each user has a connection of its own.
import { AsyncLocalStorage } from 'node:async_hooks';
import { Client } from 'undici';
import { Counter, Rate, Trend } from './metrics.mjs';

const secondsMax = 60;
const requests = new Counter('http_reqs');
const durations = new Trend('http_req_duration');  // with connecting, which k6 leaves out
const failures = new Rate('http_req_failed');
const connection = new AsyncLocalStorage();

// Runs what one user does.
export async function asUser(origin, action) {
  const client = new Client(origin, { headersTimeout: secondsMax * 1000, bodyTimeout: secondsMax * 1000 });
  try {
    return await connection.run(client, action);
  } finally {
    await client.close();
  }
}

// A request without an answer has the status 0.
async function exchange(method, url, body, headers) {
  const { pathname, search } = new URL(url);
  try {
    const reply = await connection.getStore().request({ method, path: pathname + search, body, headers });
    return { status: reply.statusCode, body: await reply.body.text(), error: '' };
  } catch (error) {
    return { status: 0, body: '', error: error.message };
  }
}

async function asyncRequest(method, url, body, { headers, responseCallback }) {
  const began = performance.now();
  const reply = await exchange(method, url, body, headers);
  const duration = performance.now() - began;
  requests.add(1);
  durations.add(duration);
  failures.add(!responseCallback(reply.status));
  return { ...reply, timings: { duration }, json: () => JSON.parse(reply.body) };
}

const expectedStatuses = (...statuses) => (status) => statuses.includes(status);

export default { asyncRequest, expectedStatuses };
