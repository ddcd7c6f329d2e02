// The frame of a view: its heading, which gets the focus when somebody comes from another view, and its actions.
import { ArrowLeft } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { Link } from 'wouter';

// The first view of a visit leaves the focus where the browser puts it.
let hasNavigated = false;

export function noteNavigation(): void {
  hasNavigated = true;
}

interface PageProps {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  back?: { href: string; name: string };
  children: ReactNode;
}

export function Page({ title, lead, actions, back, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · BookingTMS`;
  }, [title]);
  useEffect(() => {
    if (!hasNavigated) return;
    window.scrollTo(0, 0);
    heading.current?.focus();
  }, []);
  return (
    <>
      {back && (
        <Link href={back.href} className="back">
          <ArrowLeft aria-hidden />
          {back.name}
        </Link>
      )}
      <div className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p className="lead">{lead}</p>}
        </div>
        {actions && <div className="actions">{actions}</div>}
      </div>
      {children}
    </>
  );
}
