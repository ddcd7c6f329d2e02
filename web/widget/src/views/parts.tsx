// Small parts that several views use.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useShared } from '../context';
import { explain } from '../problems';

// The heading of a step. It gets the focus when the step begins, so that people who hear the page hear where they are.
let isFirst = true;
export function Heading({ children }: { children: ComponentChildren }) {
  const { settings } = useShared();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Not when the page has only just been opened: the widget is a part of it.
    if (!isFirst) heading.current?.focus();
    isFirst = false;
  }, []);
  const Level = settings.mode === 'page' ? 'h1' : 'h2';
  return <Level ref={heading} tabIndex={-1} class="heading">{children}</Level>;
}

// The heading of a part of a step.
export function Part({ children }: { children: ComponentChildren }) {
  const { settings } = useShared();
  const Level = settings.mode === 'page' ? 'h2' : 'h3';
  return <Level class="part">{children}</Level>;
}

export function Notice({ error, onRetry, children }: { error?: unknown; onRetry?: () => void; children?: ComponentChildren }) {
  const { format } = useShared();
  const [text, setText] = useState('');
  useEffect(() => void (error !== undefined && explain(error, format).then(setText)), [error]);
  return (
    <div class="notice" role="alert">
      {text && <p>{text}</p>}
      {children}
      {onRetry && <button type="button" class="quiet" onClick={onRetry}>{format.words.retry}</button>}
    </div>
  );
}

export function Back({ onBack }: { onBack: () => void }) {
  const { format } = useShared();
  return (
    <button type="button" class="link back" onClick={onBack}>
      <span aria-hidden="true" class="arrow">←</span> {format.words.back}
    </button>
  );
}
