// For the platform's team: the background jobs of all nodes, when they ran and how it went.
import { useQuery } from '@tanstack/react-query';
import { Cog } from 'lucide-react';
import { api, take } from '../api/client';
import type { Job, JobOnNode } from '../api/types';
import { Freshness } from '../components/freshness';
import { Badge, Empty, ErrorNotice, Loading } from '../components/notices';
import { Page } from '../components/page';
import { fromNow, locale, plural, showInstant } from '../words/format';
import { sentence } from '../words/names';

const everyMilliseconds = 5000;
const soonMilliseconds = 60_000;

// "every 25 ms", "every 5 minutes".
function pauseOf(milliseconds: number): string {
  if (milliseconds < 1000) return `every ${milliseconds} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 120) return `every ${new Intl.NumberFormat(locale).format(seconds)} s`;
  return seconds < 7200 ? `every ${plural(Math.round(seconds / 60), 'minute')}` : `every ${plural(Math.round(seconds / 3600), 'hour')}`;
}

function isRunning({ started_at: started, ended_at: ended }: JobOnNode): boolean {
  return started !== undefined && (ended === undefined || Date.parse(started) > Date.parse(ended));
}

function State({ run }: { run: JobOnNode }) {
  if (run.is_lost) return <Badge tone="warm">Last heard of {fromNow(run.reported_at)}</Badge>;
  if (run.last_result === 'failed') return <Badge tone="bad">Failed</Badge>;
  if (run.last_result === 'ok') return <Badge tone="good">Well</Badge>;
  return <Badge tone="plain">First round</Badge>;
}

// Cells say by themselves what they tell: on a phone there is no head of the table.
function Rounds({ run }: { run: JobOnNode }) {
  const { started_at: started, ended_at: ended } = run;
  if (!started) return <span className="soft">Not yet</span>;
  return (
    <>
      <p title={showInstant(started)}>Began {fromNow(started)}</p>
      {isRunning(run) && <p className="hint">Has not ended</p>}
      {ended && !isRunning(run) && (
        <p className="hint" title={showInstant(ended)}>
          Ended {fromNow(ended)}
        </p>
      )}
    </>
  );
}

function Next({ run }: { run: JobOnNode }) {
  if (run.is_lost) return <span className="soft">Unknown</span>;
  if (isRunning(run) || !run.next_at) return <span className="soft">After this round</span>;
  const isSoon = Date.parse(run.next_at) - Date.now() < soonMilliseconds;
  return <span title={showInstant(run.next_at)}>Again {isSoon ? 'in a moment' : fromNow(run.next_at)}</span>;
}

function Row({ job, run, isFirst }: { job: Job; run: JobOnNode; isFirst: boolean }) {
  const fault = run.last_error;
  return (
    <tr className={run.is_lost ? 'faded' : undefined}>
      <th scope="row">
        {isFirst ? sentence(job.name) : <span className="unseen">{sentence(job.name)}</span>}
        <p className="hint">{pauseOf(run.every_milliseconds)}</p>
      </th>
      <td>{run.node}</td>
      <td>
        <State run={run} />
        {fault && (
          <p className="hint">
            {run.last_result === 'failed' && !run.is_lost ? '' : `Last failed ${fromNow(fault.at)}: `}
            {fault.detail ?? sentence(fault.code)}
          </p>
        )}
      </td>
      <td className="nowrap">
        <Rounds run={run} />
      </td>
      <td className="nowrap">
        <Next run={run} />
      </td>
    </tr>
  );
}

function Table({ jobs }: { jobs: Job[] }) {
  return (
    <div className="table-frame">
      <table className="cards" aria-label="Jobs">
        <thead>
          <tr>
            <th>Job</th>
            <th>Node</th>
            <th>State</th>
            <th>Last round</th>
            <th>Next round</th>
          </tr>
        </thead>
        <tbody>
          {jobs.flatMap((job) =>
            job.nodes.map((run, place) => <Row key={job.name + run.node} job={job} run={run} isFirst={place === 0} />),
          )}
        </tbody>
      </table>
    </div>
  );
}

export default function Jobs() {
  const jobs = useQuery({
    queryKey: ['jobs'],
    refetchInterval: everyMilliseconds,
    queryFn: ({ signal }) => take(api.GET('/v1/platform/jobs', { signal })),
  });
  return (
    <Page title="Jobs" lead="What runs in the background, on every node. What must be done once is taken by one of them.">
      {jobs.isError && (
        <ErrorNotice
          error={jobs.error}
          again={() => {
            void jobs.refetch();
          }}
        />
      )}
      {jobs.isPending && <Loading />}
      {jobs.data && (
        <>
          <Freshness parts={[jobs]} />
          <div className="panel flush">
            {jobs.data.data.length === 0 ? <Empty title="No node has reported yet" icon={Cog} /> : <Table jobs={jobs.data.data} />}
          </div>
        </>
      )}
    </Page>
  );
}
