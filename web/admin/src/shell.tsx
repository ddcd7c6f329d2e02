// The frame around every view: navigation, the organization, the user.
import { CircleUserRound, LogOut, Menu, Search, X } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { ConnectionBanner } from './components/connection_banner';
import { noteNavigation } from './components/page';
import icon from './icon.svg';
import { isHere, navigation } from './navigation';
import { isMac, paletteKeys, useShortcuts, type Opened } from './palette/shortcuts';
import { OrganizationChoice } from './session/organization_choice';
import { useCan, useMe } from './session/session';
import { useSignOut } from './session/sign_out';
import { useSay } from './components/toasts';
import { problemOf } from './api/client';

// Loaded when they are asked for.
const Palette = lazy(() => import('./palette/palette'));
const Help = lazy(() => import('./palette/help'));
const NewBooking = lazy(async () => ({ default: (await import('./bookings/new_booking')).NewBooking }));

function FindButton({ onClick, small = false }: { onClick: () => void; small?: boolean }) {
  return (
    <button
      type="button"
      className={small ? 'icon-button' : 'find'}
      aria-haspopup="dialog"
      aria-keyshortcuts={isMac ? 'Meta+K' : 'Control+K'}
      aria-label="Find"
      onClick={onClick}
    >
      <Search aria-hidden />
      {!small && (
        <>
          <span>Find</span>
          <kbd>{paletteKeys}</kbd>
        </>
      )}
    </button>
  );
}

function Navigation() {
  const can = useCan();
  const [location] = useLocation();
  return (
    <nav aria-label="Main">
      {navigation.map(({ name, entries }) => {
        const shown = entries.filter(({ permission }) => can(permission));
        if (shown.length === 0) return null;
        return (
          <div key={name} className="nav-group">
            <p aria-hidden className="nav-name">
              {name}
            </p>
            <ul aria-label={name}>
              {shown.map(({ href, name: title, icon: Icon }) => (
                <li key={href}>
                  <Link href={href} aria-current={isHere(location, href) ? 'page' : undefined}>
                    <Icon aria-hidden />
                    {title}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}

function Account() {
  const me = useMe();
  const say = useSay();
  const signOut = useSignOut();
  return (
    <div className="account">
      <Link href="/profile">
        <CircleUserRound aria-hidden />
        <span>
          <strong>{me.full_name}</strong>
          <small>{me.email}</small>
        </span>
      </Link>
      <button
        type="button"
        className="icon-button"
        aria-label="Sign out"
        title="Sign out"
        onClick={() => {
          signOut().catch((error: unknown) => say(problemOf(error).detail));
        }}
      >
        <LogOut aria-hidden />
      </button>
    </div>
  );
}

export function Shell({ children }: { children: ReactNode }) {
  const [location] = useLocation();
  const [open, setOpen] = useState(false);
  const [opened, setOpened] = useState<Opened | null>(null);
  useShortcuts(setOpened);
  const close = () => setOpened(null);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) first.current = false;
    else noteNavigation();
    setOpen(false);
  }, [location]);

  return (
    <div className="shell">
      <a
        className="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('main')?.focus();
        }}
      >
        Skip to the content
      </a>
      <header className="topbar">
        <Link href="/" className="brand">
          <img src={icon} alt="" width="28" height="28" />
          BookingTMS
        </Link>
        <div className="topbar-buttons">
          <FindButton small onClick={() => setOpened('palette')} />
          <button
            type="button"
            className="icon-button"
            aria-expanded={open}
            aria-controls="side"
            aria-label="Menu"
            onClick={() => setOpen(!open)}
          >
            {open ? <X aria-hidden /> : <Menu aria-hidden />}
          </button>
        </div>
      </header>
      <aside id="side" className={open ? 'side open' : 'side'} aria-label="Menu">
        <Link href="/" className="brand">
          <img src={icon} alt="" width="28" height="28" />
          BookingTMS
        </Link>
        <OrganizationChoice />
        <FindButton onClick={() => setOpened('palette')} />
        <Navigation />
        <Account />
      </aside>
      <main id="main" tabIndex={-1}>
        <ConnectionBanner />
        {children}
      </main>
      <Suspense>
        {opened === 'palette' && <Palette onClose={close} onOpen={setOpened} />}
        {opened === 'help' && <Help onClose={close} />}
        {opened === 'booking' && <NewBooking onClose={close} />}
      </Suspense>
    </div>
  );
}
