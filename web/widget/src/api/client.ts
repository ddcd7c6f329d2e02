// The way to the server: typed by the contract, and with errors that can be thrown.
import type { paths } from '../contract';
import type { Problem } from '../types';

// What the server refused; its code is `unreachable` where it did not answer.
export class Refusal extends Error {
  constructor(readonly problem: Pick<Problem, 'code' | 'status' | 'param' | 'request_id'>) {
    super(problem.code);
  }
}

export const codeOf = (error: unknown): string => (error instanceof Refusal ? error.problem.code : 'internal');

type Method = 'get' | 'post' | 'delete';
type Path = keyof paths & `/v1/embed/${string}`;
type Json<Content> = Content extends { content: { 'application/json': infer Document } } ? Document : never;
type Answer<Replies> = Replies extends { 200: infer Reply } ? Json<Reply> : Replies extends { 201: infer Reply } ? Json<Reply> : never;
type Reply<P extends Path, M extends Method> = paths[P][M] extends { responses: infer Replies } ? Answer<Replies> : never;
type Body<P extends Path, M extends Method> = paths[P][M] extends { requestBody?: infer Content } ? Json<NonNullable<Content>> : never;
type Query<P extends Path, M extends Method> = paths[P][M] extends { parameters: { query?: infer Values } } ? NonNullable<Values> : never;

interface Question<P extends Path, M extends Method> {
  id?: string;
  query?: Query<P, M>;
  body?: Body<P, M>;
  // Names one intended change, so that sending it twice changes nothing twice.
  key?: string;
}

const answerSecondsMax = 20;
const triesMax = 4;
const pauseSecondsMax = 3;

const pause = (seconds: number) => new Promise((done) => setTimeout(done, seconds * 1000));

export class Client {
  constructor(
    readonly origin: string,
    readonly embedKey: string,
  ) {}

  address(path: Path, id = '', query = {}): string {
    const place = path.replace('{embed_key}', encodeURIComponent(this.embedKey)).replace('{id}', id);
    const question = new URLSearchParams(query as Record<string, string>).toString();
    return this.origin + place + (question && `?${question}`);
  }

  // Sends a step of the funnel, also where the page is left at this moment; nobody waits for an answer.
  tell(step: string): void {
    navigator.sendBeacon(`${this.address('/v1/embed/{embed_key}')}/steps/${step}`);
  }

  async ask<P extends Path, M extends Method>(method: M, path: P, { id, query, body, key }: Question<P, M> = {}): Promise<Reply<P, M>> {
    const headers: Record<string, string> = {};
    if (body) headers['Content-Type'] = 'application/json';
    if (key) headers['Idempotency-Key'] = key;
    for (let tries = 1; ; tries += 1) {
      let reply: Response;
      let document;
      try {
        reply = await fetch(this.address(path, id, query), {
          method: method.toUpperCase(), headers, body: body && JSON.stringify(body), credentials: 'omit',
          signal: AbortSignal.timeout(answerSecondsMax * 1000),
        });
        document = await reply.json();
      } catch {
        throw new Refusal({ code: 'unreachable', status: 0, request_id: '' });
      }
      if (reply.ok) return document;
      // The same request is still under way, or the server is busy for a moment.
      const seconds = Number(reply.headers.get('Retry-After') ?? Infinity);
      const helps = reply.status === 503 || document.code === 'idempotency_key_in_use';
      if (!helps || seconds > pauseSecondsMax || tries === triesMax) throw new Refusal(document);
      await pause(seconds);
    }
  }
}

export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
