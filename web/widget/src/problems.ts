// What a refusal means for the visitor.
import { Refusal } from './api/client';
import type { Format } from './format';
import { loadLater } from './words';

export async function explain(error: unknown, format: Format): Promise<string> {
  const { code, status, request_id: id } = error instanceof Refusal ? error.problem : { code: '', status: 0, request_id: '–' };
  // Where the server is away, its texts are, too.
  const later = code === 'unreachable' ? null : await loadLater(format.language).catch(() => null);
  if (!later) return format.words.unreachable;
  const known: Record<string, string> = later.problems;
  if (known[code]) return known[code];
  if (status === 503) return later.problems.busy;
  if (status === 429) return later.problems.too_many_requests;
  return format.fill(later.problems.unknown, { id });
}
