// The module `k6`, as far as the flows use it, and what starts and ends the users by the stages of a flow.
import { setTimeout as pause } from 'node:timers/promises';
import { asUser } from './http.mjs';
import { Counter, Rate, Trend, metrics, quantile, summaryOf } from './metrics.mjs';

const stepMs = 100;
const checks = new Rate('checks');
const iterations = new Counter('iterations');
const iterationDurations = new Trend('iteration_duration');

export const sleep = (seconds) => pause(seconds * 1000);

export function check(value, conditions) {
  const outcomes = Object.values(conditions).map((holds) => Boolean(holds(value)));
  for (const outcome of outcomes) checks.add(outcome);
  return outcomes.every(Boolean);
}

// How many users there should be after so many seconds; null when all stages are over.
export function usersAt(stages, seconds) {
  let from = 1;
  let left = seconds;
  for (const { duration, target } of stages) {
    const length = parseFloat(duration) * (duration.endsWith('m') ? 60 : 1);
    if (left < length) return Math.round(from + (target - from) * (left / length));
    left -= length;
    from = target;
  }
  return null;
}

// Runs a flow. `sample({users, requests, p95_ms})` is called every `sampleSeconds`. Gives k6's summary.
export async function drive(flow, origin, sampleSeconds, sample) {
  const began = performance.now();
  const secondsNow = () => (performance.now() - began) / 1000;
  const users = new Map();
  let wanted = 1;
  const user = (number) => asUser(origin, async () => {
    while (number < wanted) {
      const started = performance.now();
      await flow.default();
      iterations.add(1);
      iterationDurations.add(performance.now() - started);
    }
  });
  // A flow that throws has a fault of its own, and ends the run.
  let fault = null;
  let sampled = 0;
  let nextSample = sampleSeconds;
  for (wanted = usersAt(flow.options.stages, 0); wanted !== null; wanted = usersAt(flow.options.stages, secondsNow())) {
    for (let number = 0; number < wanted; number += 1) {
      if (users.has(number)) continue;
      users.set(number, user(number).catch((error) => { fault ??= error; }).finally(() => users.delete(number)));
    }
    if (fault) throw fault;
    if (secondsNow() >= nextSample) {
      nextSample += sampleSeconds;
      const recent = metrics.get('http_req_duration').all.slice(sampled);
      sampled += recent.length;
      sample({ users: users.size, requests: recent.length, p95_ms: quantile(Float64Array.from(recent).sort(), 0.95) });
    }
    await pause(stepMs);
  }
  wanted = 0;
  await Promise.all(users.values());
  if (fault) throw fault;
  return summaryOf(flow.options, secondsNow());
}
