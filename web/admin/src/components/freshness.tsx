// How fresh a view is that asks again by itself, and a button to ask now.
import { RefreshCw } from 'lucide-react';
import { browserZone, locale } from '../words/format';

interface Part {
  dataUpdatedAt: number;
  isFetching: boolean;
  refetch: () => Promise<unknown>;
}

const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23', timeZone: browserZone });

// As fresh as the oldest of its parts.
export function Freshness({ parts }: { parts: Part[] }) {
  const oldest = Math.min(...parts.map(({ dataUpdatedAt: at }) => at));
  if (!Number.isFinite(oldest) || oldest === 0) return null;
  return (
    <p className="freshness soft">
      As of {clock.format(oldest)}
      <button
        type="button"
        className="icon-button small"
        aria-label="Refresh"
        title="Refresh"
        aria-disabled={parts.some(({ isFetching }) => isFetching) || undefined}
        onClick={() => {
          parts.forEach(({ refetch }) => void refetch());
        }}
      >
        <RefreshCw aria-hidden />
      </button>
    </p>
  );
}
