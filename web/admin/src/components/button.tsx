// Buttons, and links that look like them.
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Link } from 'wouter';

type Kind = 'primary' | 'plain' | 'quiet' | 'danger';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: Kind;
  busy?: boolean;
  small?: boolean;
}

export function Button({ kind = 'plain', busy = false, small = false, type = 'button', className = '', onClick, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={`button ${kind} ${small ? 'small' : ''} ${className}`}
      aria-disabled={busy || undefined}
      // A busy button keeps the focus and does nothing.
      onClick={busy ? (event) => event.preventDefault() : onClick}
    />
  );
}

export function LinkButton({ href, kind = 'plain', children }: { href: string; kind?: Kind; children: ReactNode }) {
  return (
    <Link href={href} className={`button ${kind}`}>
      {children}
    </Link>
  );
}
