// What a view says while there is nothing to show: loading, a fault, nothing there; and small marks.
import { CircleAlert, Inbox, WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { problemOf } from '../api/client';
import type { Tone } from '../words/names';
import { Button } from './button';

export function Loading({ what = 'Loading' }: { what?: string }) {
  return (
    <div className="loading" role="status">
      <span className="unseen">{what}</span>
      <span className="bone" />
      <span className="bone" />
      <span className="bone" />
    </div>
  );
}

// A fault as the server explained it. `again` tries once more.
export function ErrorNotice({ error, again }: { error: unknown; again?: () => void }) {
  const problem = problemOf(error);
  const offline = problem.code === 'unreachable';
  const Icon = offline ? WifiOff : CircleAlert;
  return (
    <div className="notice bad" role="alert">
      <Icon aria-hidden />
      <div>
        <strong>{problem.title}</strong>
        <p>{problem.detail}</p>
        {problem.request_id && problem.status >= 500 && <p className="hint">Request {problem.request_id}</p>}
        {again && (
          <Button small onClick={again}>
            Try again
          </Button>
        )}
      </div>
    </div>
  );
}

export function Notice({ tone = 'calm', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <div className={`notice ${tone}`}>
      <div>{children}</div>
    </div>
  );
}

export function Empty({ title, children, icon: Icon = Inbox }: { title: string; children?: ReactNode; icon?: typeof Inbox }) {
  return (
    <div className="empty">
      <Icon aria-hidden />
      <p className="empty-title">{title}</p>
      {children && <div>{children}</div>}
    </div>
  );
}

export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`badge ${tone}`}>{children}</span>;
}
