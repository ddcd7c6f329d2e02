// An activity as the fields of its form, and the fields as what the API takes.
import type { Activity, Schedule } from '../api/types';
import { majorUnits, minorUnits } from '../words/format';
import { newSchedule } from './schedule_editor';
import { depositBody, policyBody, termsOf, usualTerms, type TermsValues } from './terms_values';

// Terms are changed later: a new activity is paid whole and gives nothing back.
export interface ActivityValues extends TermsValues {
  name: string;
  slug: string;
  tagline: string;
  description: string;
  venue_id: string;
  mode: 'shared' | 'private';
  duration_minutes: number;
  capacity: number;
  min_party: number;
  max_party: number;
  price: string;
  booking_cutoff_minutes: number;
  is_active: boolean;
  schedule: Schedule;
}

export const newActivity = (venueId: string): ActivityValues => ({
  name: '',
  slug: '',
  tagline: '',
  description: '',
  venue_id: venueId,
  mode: 'shared',
  duration_minutes: 60,
  capacity: 8,
  min_party: 1,
  max_party: 8,
  price: '',
  booking_cutoff_minutes: 0,
  is_active: true,
  schedule: newSchedule,
  ...usualTerms,
});

// The contract calls a stored schedule an object; it is the one that was sent, with what was left out filled in.
export const scheduleOf = (activity: Activity) => activity.schedule as unknown as Schedule;

export function valuesOf(activity: Activity): ActivityValues {
  const { name, slug, tagline, description, venue_id, mode, duration_minutes, capacity, min_party, max_party } = activity;
  return {
    name,
    slug,
    tagline,
    description,
    venue_id,
    mode,
    duration_minutes,
    capacity,
    min_party,
    max_party,
    price: majorUnits(activity.price.amount, activity.price.currency),
    booking_cutoff_minutes: activity.booking_cutoff_minutes,
    is_active: activity.is_active,
    schedule: scheduleOf(activity),
    ...termsOf(activity),
  };
}

// Throws nothing: what is no price is sent as -1, which the form has refused before.
export const priceOf = (text: string, currency: string) => ({ amount: minorUnits(text, currency) ?? -1 });

export function bodyOf(values: ActivityValues, currency: string) {
  const { is_active: _, deposit: _deposit, cancellation_policy: _policy, price, ...others } = values;
  return { ...others, price: priceOf(price, currency) };
}

// Only what was changed; the place and the way of selling stay what they are.
export function changeOf(values: ActivityValues, before: ActivityValues, currency: string) {
  const { venue_id: _venue, mode: _mode, price, deposit, cancellation_policy: policy, ...others } = values;
  const isChanged = (name: keyof ActivityValues) => JSON.stringify(values[name]) !== JSON.stringify(before[name]);
  const changed = Object.entries(others).filter(([name]) => isChanged(name as keyof ActivityValues));
  return {
    ...Object.fromEntries(changed),
    ...(isChanged('price') && { price: priceOf(price, currency) }),
    ...(isChanged('deposit') && { deposit: depositBody(deposit, currency) }),
    ...(isChanged('cancellation_policy') && { cancellation_policy: policyBody(policy, currency) }),
  };
}
