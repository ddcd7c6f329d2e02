// A text field with its label and what is wrong with it.
import { useId } from 'preact/hooks';

interface Properties {
  name: string;
  label: string;
  value: string;
  fault?: string;
  type?: 'text' | 'email' | 'tel';
  autocomplete?: string;
  isRequired?: boolean;
  onValue: (value: string) => void;
}

export function Field({ name, label, value, fault, type = 'text', autocomplete = 'off', isRequired, onValue }: Properties) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {fault && <p class="fault" id={`${id}-fault`}>{fault}</p>}
      <input id={id} name={name} type={type as 'text'} value={value} autocomplete={autocomplete} required={isRequired} dir="auto"
        aria-invalid={fault ? true : undefined} aria-describedby={fault ? `${id}-fault` : undefined}
        onInput={(event) => onValue(event.currentTarget.value)} />
    </div>
  );
}
