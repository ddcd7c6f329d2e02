// The way to the server: typed by the contract, signed in by cookies, and with errors that can be thrown.
import createClient from 'openapi-fetch';
import { noteReachable } from './connection';
import type { paths } from './contract';
import { forgetSignIn, organizationId, rememberSignIn, signInMemory } from './memory';

export interface Problem {
  code: string;
  title: string;
  detail: string;
  status: number;
  param?: string;
  request_id?: string;
  taken?: number;
  capacity_remaining?: number;
  min_party?: number;
  max_party?: number;
  uses_taken?: number;
}

// What the server refused, or `unreachable` where it did not answer.
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

const unreachable: Problem = {
  code: 'unreachable',
  title: 'No connection',
  status: 0,
  detail: 'The server cannot be reached. Check the connection, then try again.',
};

export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return { code: 'internal', title: 'Something went wrong', status: 0, detail: error instanceof Error ? error.message : String(error) };
}

type Listener = () => void;
const listeners = new Set<Listener>();

// Calls back when the sign-in has ended.
export function onSignedOut(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function signedOut(): void {
  forgetSignIn();
  listeners.forEach((listener) => listener());
}

async function attempt(request: Request): Promise<Response> {
  const { csrfToken } = signInMemory();
  if (csrfToken && request.method !== 'GET') request.headers.set('X-CSRF-Token', csrfToken);
  const organization = organizationId();
  if (organization && !new URL(request.url).pathname.startsWith('/v1/auth/')) {
    request.headers.set('Organization-Id', organization);
  }
  try {
    const reply = await fetch(request);
    noteReachable(true);
    return reply;
  } catch (error) {
    if (request.signal.aborted) throw error;
    noteReachable(false);
    throw new ProblemError(unreachable);
  }
}

// Asks for nothing but an answer, whichever it is, so that `useReachable` knows.
export async function probe(): Promise<void> {
  await attempt(new Request('/live', { cache: 'no-store' })).catch(() => {});
}

async function codeOf(reply: Response): Promise<string> {
  const body: unknown = await reply
    .clone()
    .json()
    .catch(() => null);
  return body !== null && typeof body === 'object' && 'code' in body ? String(body.code) : '';
}

// A refresh token is good once, so of several tabs only one may use it; the others find what it left.
async function refresh(): Promise<boolean> {
  const before = signInMemory().at;
  const ask = async () => {
    if (signInMemory().at !== before) return true;
    const reply = await attempt(
      new Request('/v1/auth/refresh', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{}',
      }),
    );
    if (!reply.ok) return false;
    const body = (await reply.json()) as { csrf_token?: string };
    rememberSignIn(body.csrf_token ?? '');
    return true;
  };
  // Web locks exist on https and localhost only. Without them two tabs at the same moment sign out.
  return navigator.locks ? navigator.locks.request('btms-refresh', ask) : ask();
}

let refreshing: Promise<boolean> | null = null;

// One refresh for all requests of this tab that need it.
function refreshOnce(): Promise<boolean> {
  refreshing ??= refresh().finally(() => {
    refreshing = null;
  });
  return refreshing;
}

// Sends a request; where the access token has run out, refreshes it and sends the request once more.
export async function send(request: Request): Promise<Response> {
  const again = request.clone();
  const reply = await attempt(request);
  if (reply.status !== 401 && reply.status !== 403) return reply;
  const code = await codeOf(reply);
  const isEnded = code === 'unauthenticated' && signInMemory().at !== 0;
  if (!isEnded && code !== 'csrf_token_invalid') return reply;
  if (await refreshOnce()) return attempt(again);
  if (signInMemory().at !== 0) signedOut();
  return reply;
}

export const api = createClient<paths>({ baseUrl: '/', fetch: send });

interface Reply<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

// The document of a reply; throws a ProblemError where there is none.
export async function take<T>(asked: Promise<Reply<T>>): Promise<T> {
  const { data, error, response } = await asked;
  if (response.ok) return data as T;
  if (error !== null && typeof error === 'object' && 'code' in error) throw new ProblemError(error as Problem);
  throw new ProblemError({
    code: 'internal',
    title: 'Something went wrong',
    status: response.status,
    detail: `The server answered with ${response.status}.`,
  });
}

// A name for one intended change, so that sending it twice changes nothing twice. Works without https, too.
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const ifMatch = (version: number) => `"${version}"`;
