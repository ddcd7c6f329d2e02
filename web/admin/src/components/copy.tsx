// A text to take along, with a button that copies it.
import { Check, Copy } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from './button';

interface CopyProps {
  label: string;
  text: string;
  block?: boolean;
}

export function CopyText({ label, text, block = false }: CopyProps) {
  const id = useId();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    // Without https there is no clipboard for scripts; then the text is selected for Ctrl+C.
    await navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => {},
    );
    const element = document.getElementById(id);
    if (element) window.getSelection()?.selectAllChildren(element);
  };
  return (
    <div className={block ? 'copy block' : 'copy'}>
      <code id={id} tabIndex={block ? 0 : undefined} role={block ? 'region' : undefined} aria-label={block ? label : undefined}>
        {text}
      </code>
      <Button
        small
        onClick={() => {
          void copy();
        }}
        aria-label={`Copy ${label.toLowerCase()}`}
      >
        {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
        {copied ? 'Copied' : 'Copy'}
      </Button>
    </div>
  );
}
