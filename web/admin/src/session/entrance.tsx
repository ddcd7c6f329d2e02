// The frame of the pages before the sign-in.
import { useEffect, type ReactNode } from 'react';
import icon from '../icon.svg';

export function Entrance({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · BookingTMS`;
  }, [title]);
  return (
    <main className="entrance">
      <div className="entrance-card">
        <p className="brand">
          <img src={icon} alt="" width="32" height="32" />
          BookingTMS
        </p>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
