// Where the load goes, and what every request of a flow has in common.
import http from 'k6/http';
import { sleep } from 'k6';

const loopback = /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/;

// The server, refused where it is not this machine, unless it was asked for: load makes real bookings.
function checkedUrl(): string {
  const url = (__ENV.BASE_URL || '').replace(/\/+$/, '');
  if (!url) throw new Error('BASE_URL is missing. load/run sets it.');
  if (!loopback.test(url) && __ENV.ALLOW_REMOTE !== '1') {
    throw new Error(`${url} is not on this machine. Say --allow-remote (ALLOW_REMOTE=1) if it may get bookings and load.`);
  }
  return url;
}

export const url = checkedUrl();
export const embed = `${url}/v1/embed/${__ENV.EMBED_KEY}`;

// An address for one visitor. It counts where the server trusts this machine as a proxy, which on loopback it does:
// then limits per address are checked, but are those of many visitors and not of one.
export function newAddress(): string {
  const part = () => Math.floor(Math.random() * 256);
  return `10.${part()}.${part()}.${part()}`;
}

export function pick<T>(list: T[]): T {
  return list[Math.floor(Math.random() * list.length)];
}

// Waits as long as a person looks at what came. In k6 sleep() blocks the user, elsewhere it gives a promise.
export async function think(secondsMin: number, secondsMax: number): Promise<void> {
  await sleep((secondsMin + Math.random() * (secondsMax - secondsMin)) * Number(__ENV.THINK || '1'));
}

// Sends a request and gives k6's response. `expected` are the statuses that are no failure.
export function send(method: string, address: string, headers: Record<string, string>, json?: object, expected = [200]) {
  return http.asyncRequest(method, address, json === undefined ? null : JSON.stringify(json), {
    headers: json === undefined ? headers : { ...headers, 'Content-Type': 'application/json' },
    responseCallback: http.expectedStatuses(...expected),
  });
}
