// Editing what others may edit at the same time. Saving names the version that the form was filled from; where somebody
// was faster, the user sees what they changed and decides. Nothing is overwritten unseen.
import { useState, type ReactNode } from 'react';
import { problemOf } from '../api/client';
import { Button } from './button';
import { ErrorNotice } from './notices';

interface EditOptions<Document extends { version: number }, Values> {
  document: Document;
  // What people compare: a label and the text of it.
  shown: (document: Document) => Record<string, string>;
  // `base` is what the form was filled from, `now` what it is saved on top of: the same, unless somebody else was faster.
  save: (values: Values, version: number, base: Document, now: Document) => Promise<Document>;
  read: () => Promise<Document>;
  done: (saved: Document) => void;
}

interface Conflict<Document, Values> {
  now: Document;
  values: Values;
}

export function useEdit<Document extends { version: number }, Values>(options: EditOptions<Document, Values>) {
  const { shown, save, read, done } = options;
  const [base, setBase] = useState(options.document);
  const [conflict, setConflict] = useState<Conflict<Document, Values> | null>(null);

  const attempt = async (values: Values, now: Document) => {
    try {
      const saved = await save(values, now.version, base, now);
      setBase(saved);
      setConflict(null);
      done(saved);
    } catch (error) {
      if (problemOf(error).code !== 'precondition_failed') throw error;
      setConflict({ now: await read(), values });
    }
  };
  const notice: ReactNode = conflict && (
    <ConflictNotice
      before={shown(base)}
      now={shown(conflict.now)}
      onKeepMine={() => attempt(conflict.values, conflict.now)}
      onTakeTheirs={() => {
        setBase(conflict.now);
        setConflict(null);
      }}
    />
  );
  // `base` is what the form is filled from; `send` saves; `notice` is the conflict, where there is one.
  return { base, send: (values: Values) => attempt(values, base), notice };
}

interface NoticeProps {
  before: Record<string, string>;
  now: Record<string, string>;
  onKeepMine: () => Promise<void>;
  onTakeTheirs: () => void;
}

function ConflictNotice({ before, now, onKeepMine, onTakeTheirs }: NoticeProps) {
  const [fault, setFault] = useState<unknown>(null);
  const changed = Object.keys(now).filter((label) => now[label] !== before[label]);
  return (
    <div className="notice warm" role="alert">
      <div>
        <strong>Somebody else has changed this since you opened it</strong>
        {changed.length > 0 ? (
          <dl className="facts">
            {changed.map((label) => (
              <div key={label} className="fact">
                <dt>{label}</dt>
                <dd>
                  <del>{before[label] || '(empty)'}</del> → <ins>{now[label] || '(empty)'}</ins>
                </dd>
              </div>
            ))}
          </dl>
        ) : (
          <p>What you see here is the same as before.</p>
        )}
        <p>Your changes are not saved yet.</p>
        <div className="actions">
          <Button
            small
            onClick={() => {
              onKeepMine().catch(setFault);
            }}
          >
            Save my changes, too
          </Button>
          <Button small onClick={onTakeTheirs}>
            Drop my changes
          </Button>
        </div>
        {fault !== null && <ErrorNotice error={fault} />}
      </div>
    </div>
  );
}

// What of the values differs from those that the form began with: only that is sent, so that what others changed stays.
export function changesOf<Values extends object>(values: Values, before: Values): Partial<Values> {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify((before as Record<string, unknown>)[name])),
  ) as Partial<Values>;
}

// Of an object that the API replaces whole: what of it was changed, on top of what it is now.
export const onTop = <Part extends object>(part: Part, before: Part, now: Part): Part => ({ ...now, ...changesOf(part, before) });
