// How full a session is: a bar, and the same in words.
import type { Session } from '../api/types';

export function Seats({ session }: { session: Session }) {
  const { capacity_total: total, booked, held } = session;
  const level = booked >= total ? 'full' : booked + held >= total * 0.8 ? 'high' : 'free';
  return (
    <div className="seats">
      <svg className={`meter ${level}`} viewBox={`0 0 ${total} 1`} preserveAspectRatio="none" aria-hidden="true">
        <rect className="booked" width={Math.min(booked, total)} height="1" />
        <rect className="held" x={booked} width={Math.min(held, Math.max(total - booked, 0))} height="1" />
      </svg>
      <span>
        {booked} of {total} booked{held > 0 && `, ${held} on hold`}
      </span>
    </div>
  );
}
