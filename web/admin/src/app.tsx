// Which view belongs to which address, and who gets to see it.
import { lazy, Suspense, type ComponentType } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { ProblemError } from './api/client';
import { Button } from './components/button';
import { ErrorBoundary } from './components/error_boundary';
import { Empty, ErrorNotice, Loading } from './components/notices';
import { Page } from './components/page';
import { Entrance } from './session/entrance';
import { ForgottenPassword, Invitation, PasswordReset } from './session/links';
import { SessionProvider, useCan, useMeQuery } from './session/session';
import { SignIn } from './session/sign_in';
import { useSignOut } from './session/sign_out';
import { Shell } from './shell';

interface View {
  path: string;
  permission?: string;
  view: ComponentType<{ id: string }>;
}

// Each view is a file of its own, loaded when somebody goes there.
const views: View[] = [
  { path: '/', permission: 'sessions:read', view: lazy(() => import('./pages/today')) },
  { path: '/calendar', permission: 'sessions:read', view: lazy(() => import('./pages/calendar')) },
  { path: '/dashboard', permission: 'dashboard:read', view: lazy(() => import('./pages/dashboard')) },
  { path: '/bookings', permission: 'bookings:read', view: lazy(() => import('./pages/bookings')) },
  { path: '/bookings/:id', permission: 'bookings:read', view: lazy(() => import('./pages/booking')) },
  { path: '/customers', permission: 'customers:read', view: lazy(() => import('./pages/customers')) },
  { path: '/customers/:id', permission: 'customers:read', view: lazy(() => import('./pages/customer')) },
  { path: '/activities', permission: 'activities:read', view: lazy(() => import('./pages/activities')) },
  { path: '/activities/:id', permission: 'activities:read', view: lazy(() => import('./pages/activity')) },
  { path: '/pricing', permission: 'pricing:read', view: lazy(() => import('./pages/pricing')) },
  { path: '/promo-codes', permission: 'pricing:read', view: lazy(() => import('./pages/promo_codes')) },
  { path: '/gift-cards', permission: 'gift_cards:read', view: lazy(() => import('./pages/gift_cards')) },
  { path: '/gift-cards/:id', permission: 'gift_cards:read', view: lazy(() => import('./pages/gift_card')) },
  { path: '/venues', permission: 'venues:read', view: lazy(() => import('./pages/venues')) },
  { path: '/embeds', permission: 'embeds:read', view: lazy(() => import('./pages/embeds')) },
  { path: '/staff', permission: 'users:read', view: lazy(() => import('./pages/staff')) },
  { path: '/api-keys', permission: 'api_keys:read', view: lazy(() => import('./pages/api_keys')) },
  { path: '/webhooks', permission: 'webhooks:read', view: lazy(() => import('./pages/webhooks')) },
  { path: '/webhooks/:id', permission: 'webhooks:read', view: lazy(() => import('./pages/webhook_delivery')) },
  { path: '/mails', permission: 'organization:read', view: lazy(() => import('./pages/mails')) },
  { path: '/audit-logs', permission: 'audit_logs:read', view: lazy(() => import('./pages/audit_logs')) },
  { path: '/settings', permission: 'organization:read', view: lazy(() => import('./pages/settings')) },
  { path: '/settings/:id', permission: 'organization:read', view: lazy(() => import('./pages/settings')) },
  { path: '/organizations', permission: 'platform:read', view: lazy(() => import('./pages/organizations')) },
  { path: '/health', permission: 'platform:read', view: lazy(() => import('./pages/health')) },
  { path: '/jobs', permission: 'platform:read', view: lazy(() => import('./pages/jobs')) },
  { path: '/profile', view: lazy(() => import('./pages/profile')) },
];

function NoSuchView() {
  return (
    <Page title="Not found">
      <Empty title="There is nothing at this address" />
    </Page>
  );
}

function NotPermitted({ permission }: { permission: string }) {
  return (
    <Page title="Not for your role">
      <Empty title="Your role does not include this">
        <p>
          It takes the permission <code>{permission}</code>. An owner of the organization can give you another role.
        </p>
      </Empty>
    </Page>
  );
}

function Views() {
  const can = useCan();
  const [location] = useLocation();
  return (
    <ErrorBoundary key={location}>
      <Suspense fallback={<Loading />}>
        <Switch>
          {views.map(({ path, permission, view: Content }) => (
            <Route key={path} path={path}>
              {(params: { id?: string }) =>
                !permission || can(permission) ? (
                  <Content key={params.id} id={params.id ?? ''} />
                ) : (
                  <NotPermitted permission={permission} />
                )
              }
            </Route>
          ))}
          <Route>
            <NoSuchView />
          </Route>
        </Switch>
      </Suspense>
    </ErrorBoundary>
  );
}

function Refused({ error, again }: { error: unknown; again: () => void }) {
  const signOut = useSignOut();
  const suspended = error instanceof ProblemError && error.problem.code === 'organization_suspended';
  return (
    <Entrance title={suspended ? 'Suspended' : 'BookingTMS'}>
      <ErrorNotice error={error} again={again} />
      {suspended && (
        <Button
          onClick={() => {
            void signOut();
          }}
        >
          Sign out
        </Button>
      )}
    </Entrance>
  );
}

function SignedIn() {
  const me = useMeQuery();
  const [location] = useLocation();
  if (me.isPending)
    return (
      <Entrance title="BookingTMS">
        <Loading />
      </Entrance>
    );
  if (me.isError)
    return (
      <Refused
        error={me.error}
        again={() => {
          void me.refetch();
        }}
      />
    );
  if (!me.data) return <SignIn />;
  return (
    <SessionProvider me={me.data}>
      <Shell>{me.data.second_factor_required && location !== '/profile' ? <Redirect to="/profile" replace /> : <Views />}</Shell>
    </SessionProvider>
  );
}

export function App() {
  return (
    <Switch>
      <Route path="/forgotten-password" component={ForgottenPassword} />
      <Route path="/invitation" component={Invitation} />
      <Route path="/password-reset" component={PasswordReset} />
      <Route>
        <SignedIn />
      </Route>
    </Switch>
  );
}
