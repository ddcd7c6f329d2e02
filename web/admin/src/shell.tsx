// The frame around every view: navigation, the organization, the user.
import {
  Building2,
  CalendarDays,
  ChartColumn,
  CircleUserRound,
  ClipboardCheck,
  CodeXml,
  KeyRound,
  LogOut,
  MapPin,
  Menu,
  ScrollText,
  Settings,
  Telescope,
  Ticket,
  Users,
  UsersRound,
  X,
} from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { noteNavigation } from './components/page';
import icon from './icon.svg';
import { OrganizationChoice } from './session/organization_choice';
import { useCan, useMe } from './session/session';
import { useSignOut } from './session/sign_out';
import { useSay } from './components/toasts';
import { problemOf } from './api/client';

interface Entry {
  href: string;
  name: string;
  icon: typeof Ticket;
  permission: string;
}

const groups: { name: string; entries: Entry[] }[] = [
  {
    name: 'The day',
    entries: [
      { href: '/', name: 'Today', icon: ClipboardCheck, permission: 'sessions:read' },
      { href: '/calendar', name: 'Calendar', icon: CalendarDays, permission: 'sessions:read' },
      { href: '/dashboard', name: 'Dashboard', icon: ChartColumn, permission: 'dashboard:read' },
      { href: '/bookings', name: 'Bookings', icon: Ticket, permission: 'bookings:read' },
      { href: '/customers', name: 'Customers', icon: UsersRound, permission: 'customers:read' },
    ],
  },
  {
    name: 'What is sold',
    entries: [
      { href: '/activities', name: 'Activities', icon: Telescope, permission: 'activities:read' },
      { href: '/venues', name: 'Venues', icon: MapPin, permission: 'venues:read' },
      { href: '/embeds', name: 'Embeds', icon: CodeXml, permission: 'embeds:read' },
    ],
  },
  {
    name: 'Organization',
    entries: [
      { href: '/staff', name: 'Staff', icon: Users, permission: 'users:read' },
      { href: '/api-keys', name: 'API keys', icon: KeyRound, permission: 'api_keys:read' },
      { href: '/audit-logs', name: 'Audit logs', icon: ScrollText, permission: 'audit_logs:read' },
      { href: '/settings', name: 'Settings', icon: Settings, permission: 'organization:read' },
    ],
  },
  {
    name: 'Platform',
    entries: [{ href: '/organizations', name: 'Organizations', icon: Building2, permission: 'platform:read' }],
  },
];

function Navigation() {
  const can = useCan();
  const [location] = useLocation();
  const isHere = (href: string) => (href === '/' ? location === '/' : location === href || location.startsWith(`${href}/`));
  return (
    <nav aria-label="Main">
      {groups.map(({ name, entries }) => {
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
                  <Link href={href} aria-current={isHere(href) ? 'page' : undefined}>
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

function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    window.addEventListener('online', look);
    window.addEventListener('offline', look);
    return () => {
      window.removeEventListener('online', look);
      window.removeEventListener('offline', look);
    };
  }, []);
  return online;
}

export function Shell({ children }: { children: ReactNode }) {
  const [location] = useLocation();
  const [open, setOpen] = useState(false);
  const online = useOnline();
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
      </header>
      <aside id="side" className={open ? 'side open' : 'side'} aria-label="Menu">
        <Link href="/" className="brand">
          <img src={icon} alt="" width="28" height="28" />
          BookingTMS
        </Link>
        <OrganizationChoice />
        <Navigation />
        <Account />
      </aside>
      <main id="main" tabIndex={-1}>
        {!online && (
          <div className="notice warm" role="status">
            <div>You are offline. What you see may be old, and nothing can be saved.</div>
          </div>
        )}
        {children}
      </main>
    </div>
  );
}
