// What an organization sells, read whole because it is short, and shared by all views.
import { queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { api, take } from './client';
import { everything } from './lists';
import type { Activity, Venue } from './types';

const staleMilliseconds = 60_000;

export function useVenues() {
  return useQuery({
    queryKey: ['venues'],
    staleTime: staleMilliseconds,
    queryFn: ({ signal }) => everything<Venue>((query) => take(api.GET('/v1/venues', { params: { query }, signal }))),
  });
}

export function useActivities() {
  return useQuery({
    queryKey: ['activities'],
    staleTime: staleMilliseconds,
    queryFn: ({ signal }) => everything<Activity>((query) => take(api.GET('/v1/activities', { params: { query }, signal }))),
  });
}

interface Days {
  from: string;
  to: string;
  venue_id?: string;
  activity_id?: string;
}

// Customers book meanwhile, so what shows seats asks again this often, and whenever somebody comes back to the window.
export const liveMilliseconds = 30_000;

const sessionsOf = (days: Days, enabled: boolean) =>
  queryOptions({
    queryKey: ['sessions', days],
    enabled,
    refetchInterval: liveMilliseconds,
    queryFn: ({ signal }) => everything((part) => take(api.GET('/v1/sessions', { params: { query: { ...days, ...part } }, signal }))),
  });

// The sessions of some days with what is taken of them.
export const useSessions = (days: Days, { enabled = true } = {}) => useQuery(sessionsOf(days, enabled));

// The same of several weeks, side by side: a month of a large venue is too long for one list.
export const useSessionsOfWeeks = (weeks: Days[], enabled: boolean) =>
  useQueries({ queries: weeks.map((days) => sessionsOf(days, enabled)) });

// The bookings of some days, by time.
export function useBookingsOfDays(days: Days, { enabled = true } = {}) {
  return useQuery({
    queryKey: ['bookings', 'days', days],
    enabled,
    refetchInterval: liveMilliseconds,
    queryFn: ({ signal }) => everything((part) => take(api.GET('/v1/bookings', { params: { query: { ...days, ...part } }, signal }))),
  });
}

// The name of an activity by its id.
export function useActivityName(): (id: string) => string {
  const { data } = useActivities();
  return (id) => data?.find((activity) => activity.id === id)?.name ?? '';
}
