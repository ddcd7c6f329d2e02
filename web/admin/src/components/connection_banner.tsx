// Says that the server cannot be reached, looks for it, and brings every view up to date when it is back.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { probe } from '../api/client';
import { useReachable } from '../api/connection';
import { Button } from './button';
import { useSay } from './toasts';

const probeMilliseconds = 5000;

export function ConnectionBanner() {
  const reachable = useReachable();
  const client = useQueryClient();
  const say = useSay();
  const lost = useRef(false);
  useEffect(() => {
    if (reachable) {
      if (!lost.current) return undefined;
      lost.current = false;
      say('The connection is back');
      void client.invalidateQueries();
      return undefined;
    }
    lost.current = true;
    const look = () => {
      void probe();
    };
    const timer = window.setInterval(look, probeMilliseconds);
    window.addEventListener('online', look);
    return () => {
      window.clearInterval(timer);
      window.removeEventListener('online', look);
    };
  }, [reachable, client, say]);
  return (
    <div role="status" className="connection">
      {!reachable && (
        <div className="notice warm">
          <div>
            <strong>No connection to the server</strong>
            <p>What you see may be old. What you have typed stays here: save it when the connection is back.</p>
            <Button
              small
              onClick={() => {
                void probe();
              }}
            >
              Look now
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}
