// The views that the menu and the command palette offer.
import {
  BadgePercent,
  Building2,
  CalendarDays,
  ChartColumn,
  ClipboardCheck,
  CodeXml,
  Cog,
  Gift,
  HeartPulse,
  KeyRound,
  Mail,
  MapPin,
  ScrollText,
  Settings,
  Telescope,
  Ticket,
  Users,
  UsersRound,
  Webhook,
} from 'lucide-react';

export interface Entry {
  href: string;
  name: string;
  icon: typeof Ticket;
  permission: string;
}

// Where the menu and the palette lead, and the permission that each view takes.
export const navigation: { name: string; entries: Entry[] }[] = [
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
      { href: '/promo-codes', name: 'Promo codes', icon: BadgePercent, permission: 'pricing:read' },
      { href: '/gift-cards', name: 'Gift cards', icon: Gift, permission: 'gift_cards:read' },
      { href: '/venues', name: 'Venues', icon: MapPin, permission: 'venues:read' },
      { href: '/embeds', name: 'Embeds', icon: CodeXml, permission: 'embeds:read' },
    ],
  },
  {
    name: 'Organization',
    entries: [
      { href: '/staff', name: 'Staff', icon: Users, permission: 'users:read' },
      { href: '/api-keys', name: 'API keys', icon: KeyRound, permission: 'api_keys:read' },
      { href: '/webhooks', name: 'Webhooks', icon: Webhook, permission: 'webhooks:read' },
      { href: '/mails', name: 'Mails', icon: Mail, permission: 'organization:read' },
      { href: '/audit-logs', name: 'Audit logs', icon: ScrollText, permission: 'audit_logs:read' },
      { href: '/settings', name: 'Settings', icon: Settings, permission: 'organization:read' },
    ],
  },
  {
    name: 'Platform',
    entries: [
      { href: '/organizations', name: 'Organizations', icon: Building2, permission: 'platform:read' },
      { href: '/health', name: 'Health', icon: HeartPulse, permission: 'platform:read' },
      { href: '/jobs', name: 'Jobs', icon: Cog, permission: 'platform:read' },
    ],
  },
];

export const isHere = (location: string, href: string) =>
  href === '/' ? location === '/' : location === href || location.startsWith(`${href}/`);
