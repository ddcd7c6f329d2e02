// What happens to the sessions of an activity, at once: server-sent events, and asking again and again where those do
// not come through.
import type { Client } from './api/client';
import type { SessionChange } from './types';

const pollSeconds = 20;

// `changed` hears of one session; `stale` says that the availability has to be read anew. Gives what ends it.
export function watch(
  client: Client,
  activityId: string,
  { changed, stale }: { changed: (change: SessionChange) => void; stale: () => void },
): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  let wasOpen = false;

  const poll = () => {
    stale();
    if (source?.readyState === EventSource.CLOSED) connect();
  };
  const connect = () => {
    source?.close();
    source = new EventSource(client.address('/v1/embed/{embed_key}/availability/stream', '', { activity_id: activityId }));
    source.addEventListener('open', () => {
      clearInterval(timer);
      timer = undefined;
      // Something may have happened while the connection was lost.
      if (wasOpen) stale();
      wasOpen = true;
    });
    source.addEventListener('session', (event: MessageEvent<string>) => changed(JSON.parse(event.data) as SessionChange));
    source.addEventListener('reload', stale);
    // The browser connects again by itself, unless it was refused.
    source.addEventListener('error', () => {
      timer ??= setInterval(poll, pollSeconds * 1000);
    });
  };
  // A phone that was put away may have missed everything.
  const seen = () => {
    if (document.visibilityState === 'visible') poll();
  };
  connect();
  document.addEventListener('visibilitychange', seen);
  window.addEventListener('online', poll);
  return () => {
    source?.close();
    clearInterval(timer);
    document.removeEventListener('visibilitychange', seen);
    window.removeEventListener('online', poll);
  };
}
