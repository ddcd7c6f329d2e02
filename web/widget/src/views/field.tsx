// A text field with its label and what is wrong with it. Ids are those of its shadow root, so its name is one.
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
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {fault && <p class="fault" id={`${name}-fault`}>{fault}</p>}
      <input id={name} name={name} type={type as 'text'} value={value} autocomplete={autocomplete} required={isRequired} dir="auto"
        aria-invalid={fault ? true : undefined} aria-describedby={fault ? `${name}-fault` : undefined}
        onInput={(event) => onValue(event.currentTarget.value)} />
    </div>
  );
}
