// A client of the API that judges every exchange by the contract, so that each test is a contract test too.
import assert from 'node:assert/strict';
import { judge, operationOf } from './contract.mjs';

let visitors = 0;

// An address that no request has come from yet: tests stand behind a trusted proxy, so they may say so.
export function newVisitor() {
  visitors += 1;
  return `10.${(visitors >> 16) & 255}.${(visitors >> 8) & 255}.${visitors & 255}`;
}

export class Client {
  // The ids of all operations that have been answered with success.
  succeeded = new Set();

  constructor(url) {
    this.url = url;
  }

  // Sends one request. `json` is sent as JSON; `body` as it is, with `type` as its Content-Type. `key` is the
  // Idempotency-Key; `visitor` the address it comes from, a new one unless given; `as` the access token or API key;
  // `version` the version that an edit saw; `organization` the one that a platform admin works in.
  // Gives {status, headers, body}: the body parsed where it is JSON.
  async send(method, path, { query = {}, json, body, type, key, visitor = newVisitor(), as, version,
    organization, headers = {} } = {}) {
    const url = new URL(path, this.url);
    url.search = new URLSearchParams(query).toString();
    const sent = { 'X-Forwarded-For': visitor, ...headers };
    if (json !== undefined) sent['Content-Type'] = 'application/json';
    if (type !== undefined) sent['Content-Type'] = type;
    if (key != null) sent['Idempotency-Key'] = key;
    if (as !== undefined) sent.Authorization = `Bearer ${as}`;
    if (version !== undefined) sent['If-Match'] = `"${version}"`;
    if (organization !== undefined) sent['Organization-Id'] = organization;
    const response = await fetch(url, {
      method, headers: sent, body: json === undefined ? body : JSON.stringify(json), redirect: 'manual',
    });
    const text = await response.text();
    const isJson = /[/+]json(;|$)/.test(response.headers.get('content-type') ?? '');
    const reply = { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    judge({ method, url, query: url.searchParams, json }, reply);
    if (reply.status < 400 && url.pathname.startsWith('/v1/')) {
      assert.ok(reply.headers.has('ratelimit-remaining'), `${method} ${url.pathname} tells nothing of its rate limit`);
    }
    if (reply.status < 400) this.succeeded.add(operationOf(method, url.pathname)?.operation.operationId);
    return reply;
  }

  get(path, options) {
    return this.send('GET', path, options);
  }

  post(path, json, options) {
    return this.send('POST', path, { json, ...options });
  }

  patch(path, json, options) {
    return this.send('PATCH', path, { json, ...options });
  }

  delete(path, options) {
    return this.send('DELETE', path, options);
  }
}
