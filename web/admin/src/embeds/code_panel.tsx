// The code of an embed to copy, and the embed as customers see it now.
import { useState } from 'react';
import type { Embed } from '../api/types';
import { Button } from '../components/button';
import { CopyText } from '../components/copy';
import { codeOf, hints, kinds, type Kind } from './codes';

export function CodePanel({ embed }: { embed: Embed }) {
  const [kind, setKind] = useState<Kind>('HTML');
  return (
    <>
      <h3>Code for your site</h3>
      <div className="actions" role="group" aria-label={`Kind of code, ${embed.name}`}>
        {kinds.map((one) => (
          <Button key={one} small aria-pressed={one === kind} onClick={() => setKind(one)}>
            {one}
          </Button>
        ))}
      </div>
      <p className="hint">{hints[kind]}</p>
      <CopyText key={kind} label={`${kind} code, ${embed.name}`} text={codeOf(kind, embed, window.location.origin)} block />
    </>
  );
}

export function Preview({ embed }: { embed: Embed }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Preview</summary>
      <p className="hint">This is the real one: what you book here is booked.</p>
      {open && <iframe className="embed-preview" src={embed.page_path} title={`Preview of ${embed.name}`} />}
    </details>
  );
}
