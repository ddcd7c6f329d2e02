// Short news at the edge of the screen ("Saved"), read out to those who do not see it.
import { createContext, useCallback, useContext, useEffect, useRef, useState, type ReactNode } from 'react';

const shownMilliseconds = 6000;

const Say = createContext<(text: string) => void>(() => {});

export const useSay = () => useContext(Say);

export function Toasts({ children }: { children: ReactNode }) {
  const [text, setText] = useState('');
  const timer = useRef(0);
  const say = useCallback((news: string) => {
    setText(news);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setText(''), shownMilliseconds);
  }, []);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return (
    <Say.Provider value={say}>
      {children}
      <div className="toasts" role="status">
        {text && <p className="toast">{text}</p>}
      </div>
    </Say.Provider>
  );
}
