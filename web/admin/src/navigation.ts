// The views that the menu and the command palette offer.
import {
  BadgePercent,
  Building2,
  CalendarDays,
  ChartColumn,
  ClipboardCheck,
  CodeXml,
  Cog,
  Coins,
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
  // That leads there after "g".
  key: string;
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
      { key: 't', href: '/', name: 'Today', icon: ClipboardCheck, permission: 'sessions:read' },
      { key: 'c', href: '/calendar', name: 'Calendar', icon: CalendarDays, permission: 'sessions:read' },
      { key: 'd', href: '/dashboard', name: 'Dashboard', icon: ChartColumn, permission: 'dashboard:read' },
      { key: 'b', href: '/bookings', name: 'Bookings', icon: Ticket, permission: 'bookings:read' },
      { key: 'u', href: '/customers', name: 'Customers', icon: UsersRound, permission: 'customers:read' },
    ],
  },
  {
    name: 'What is sold',
    entries: [
      { key: 'a', href: '/activities', name: 'Activities', icon: Telescope, permission: 'activities:read' },
      { key: 'p', href: '/pricing', name: 'Prices', icon: Coins, permission: 'pricing:read' },
      { key: 'o', href: '/promo-codes', name: 'Promo codes', icon: BadgePercent, permission: 'pricing:read' },
      { key: 'f', href: '/gift-cards', name: 'Gift cards', icon: Gift, permission: 'gift_cards:read' },
      { key: 'v', href: '/venues', name: 'Venues', icon: MapPin, permission: 'venues:read' },
      { key: 'e', href: '/embeds', name: 'Embeds', icon: CodeXml, permission: 'embeds:read' },
    ],
  },
  {
    name: 'Organization',
    entries: [
      { key: 's', href: '/staff', name: 'Staff', icon: Users, permission: 'users:read' },
      { key: 'k', href: '/api-keys', name: 'API keys', icon: KeyRound, permission: 'api_keys:read' },
      { key: 'w', href: '/webhooks', name: 'Webhooks', icon: Webhook, permission: 'webhooks:read' },
      { key: 'm', href: '/mails', name: 'Mails', icon: Mail, permission: 'organization:read' },
      { key: 'l', href: '/audit-logs', name: 'Audit logs', icon: ScrollText, permission: 'audit_logs:read' },
      { key: ',', href: '/settings', name: 'Settings', icon: Settings, permission: 'organization:read' },
    ],
  },
  {
    name: 'Platform',
    entries: [
      { key: 'r', href: '/organizations', name: 'Organizations', icon: Building2, permission: 'platform:read' },
      { key: 'h', href: '/health', name: 'Health', icon: HeartPulse, permission: 'platform:read' },
      { key: 'j', href: '/jobs', name: 'Jobs', icon: Cog, permission: 'platform:read' },
    ],
  },
];

export const isHere = (location: string, href: string) =>
  href === '/' ? location === '/' : location === href || location.startsWith(`${href}/`);
