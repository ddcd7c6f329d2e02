// For the platform's team: how the server that answers and what it depends on are doing.
import { useQuery } from '@tanstack/react-query';
import { api, take } from '../api/client';
import type { Health as HealthDocument } from '../api/types';
import { Freshness } from '../components/freshness';
import { Badge, ErrorNotice, Loading } from '../components/notices';
import { Page } from '../components/page';
import { plural, showInstant } from '../words/format';
import { sentence, type Tone } from '../words/names';

const everyMilliseconds = 10_000;

const tones: Record<HealthDocument['status'], Tone> = { healthy: 'good', degraded: 'warm', unhealthy: 'bad' };

// Unhealthy is answered with 503 and is an answer all the same.
async function read(signal: AbortSignal): Promise<HealthDocument> {
  const asked = await api.GET('/health', { signal });
  if (asked.error && 'checks' in asked.error) return asked.error;
  return take(Promise.resolve(asked));
}

function lengthOf(seconds: number): string {
  if (seconds >= 172_800) return plural(Math.floor(seconds / 86_400), 'day');
  if (seconds >= 7200) return plural(Math.floor(seconds / 3600), 'hour');
  return plural(Math.floor(seconds / 60), 'minute');
}

// What a check says besides its state, in words: "latency" 0.4 -> "Latency: 0.4".
function factsOf(check: Record<string, unknown>): string {
  return Object.entries(check)
    .filter(([name, value]) => name !== 'status' && typeof value !== 'object')
    .map(([name, value]) => `${sentence(name)}: ${name === 'latency' ? `${String(value)} ms` : String(value)}`)
    .join(' · ');
}

export default function Health() {
  const health = useQuery({
    queryKey: ['health'],
    refetchInterval: everyMilliseconds,
    queryFn: ({ signal }) => read(signal),
  });
  const { data } = health;
  return (
    <Page title="Health" lead={data && <Badge tone={tones[data.status]}>{sentence(data.status)}</Badge>}>
      {health.isError && (
        <ErrorNotice
          error={health.error}
          again={() => {
            void health.refetch();
          }}
        />
      )}
      {health.isPending && <Loading />}
      {data && (
        <>
          <Freshness parts={[health]} />
          <div className="panel flush">
            <div className="table-frame">
              <table className="cards" aria-label="What the server depends on">
                <thead>
                  <tr>
                    <th>Part</th>
                    <th>State</th>
                    <th>Details</th>
                  </tr>
                </thead>
                <tbody>
                  {Object.entries(data.checks).map(([name, check]) => (
                    <tr key={name}>
                      <th scope="row">{sentence(name)}</th>
                      <td>
                        <Badge tone={tones[check.status]}>{sentence(check.status)}</Badge>
                      </td>
                      <td className="soft">{factsOf(check)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </div>
          <dl className="facts">
            <dt>Version</dt>
            <dd>{data.version}</dd>
            <dt>Running for</dt>
            <dd>{lengthOf(data.uptime_seconds)}</dd>
            <dt>Looked at</dt>
            <dd>{showInstant(data.timestamp)}</dd>
          </dl>
        </>
      )}
    </Page>
  );
}
