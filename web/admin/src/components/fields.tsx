// Form fields: a label, a hint, and a fault that belongs to the field for everybody.
import { useId, type InputHTMLAttributes, type ReactNode, type Ref, type SelectHTMLAttributes, type TextareaHTMLAttributes } from 'react';

interface Common {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
}

interface FrameProps extends Common {
  id: string;
  optional: boolean;
  children: ReactNode;
}

function Frame({ id, label, hint, error, optional, children }: FrameProps) {
  return (
    <div className={error ? 'field faulty' : 'field'}>
      <label htmlFor={id}>
        {label}
        {optional && <span className="optional"> (optional)</span>}
      </label>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children}
      {error && (
        <p className="fault" id={`${id}-fault`}>
          {error}
        </p>
      )}
    </div>
  );
}

function described(id: string, hint: ReactNode, error: string | undefined) {
  const ids = [hint && `${id}-hint`, error && `${id}-fault`].filter(Boolean).join(' ');
  return { 'aria-describedby': ids || undefined, 'aria-invalid': error ? true : undefined };
}

type InputProps = Common & InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement>; optional?: boolean };

export function TextField({ label, hint, error, optional = false, ...rest }: InputProps) {
  const id = useId();
  return (
    <Frame {...{ id, label, hint, error, optional }}>
      <input id={id} type="text" {...described(id, hint, error)} {...rest} />
    </Frame>
  );
}

type AreaProps = Common & TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement>; optional?: boolean };

export function TextArea({ label, hint, error, optional = false, ...rest }: AreaProps) {
  const id = useId();
  return (
    <Frame {...{ id, label, hint, error, optional }}>
      <textarea id={id} rows={3} {...described(id, hint, error)} {...rest} />
    </Frame>
  );
}

type SelectProps = Common & SelectHTMLAttributes<HTMLSelectElement> & { ref?: Ref<HTMLSelectElement>; optional?: boolean };

export function SelectField({ label, hint, error, optional = false, ...rest }: SelectProps) {
  const id = useId();
  return (
    <Frame {...{ id, label, hint, error, optional }}>
      <select id={id} {...described(id, hint, error)} {...rest} />
    </Frame>
  );
}

export function CheckField({ label, hint, error, ...rest }: Omit<InputProps, 'optional'>) {
  const id = useId();
  return (
    <div className="check">
      <input id={id} type="checkbox" {...described(id, hint, error)} {...rest} />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint && (
          <p className="hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
        {error && (
          <p className="fault" id={`${id}-fault`}>
            {error}
          </p>
        )}
      </div>
    </div>
  );
}
