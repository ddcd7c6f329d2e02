// A button that opens the widget in a dialog.
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import styles from './button.css?inline';
import type { Format } from './format';
import { addStyles } from './styles';

interface Properties {
  label: string | null;
  format: Format;
  isOpen: boolean;  // at once: the visitor comes back from a payment or a reload
  children: ComponentChildren;
}

export function Button({ label, format: { words }, isOpen, children }: Properties) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [wasOpened, setOpened] = useState(isOpen);
  const open = () => {
    setOpened(true);
    dialog.current?.showModal();
  };
  useLayoutEffect(() => addStyles(dialog.current!, styles), []);
  useEffect(() => {
    if (isOpen) open();
  }, []);
  const text = label || words.book;
  return (
    <>
      <button type="button" class="button" aria-haspopup="dialog" onClick={open}>{text}</button>
      <dialog ref={dialog} aria-label={text}>
        <button type="button" class="quiet close" onClick={() => dialog.current?.close()}>{words.close}</button>
        {wasOpened && children}
      </dialog>
    </>
  );
}
