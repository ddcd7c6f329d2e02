// The first step where there is more than one activity: what to do.
import { useShared, venueOf } from '../context';
import type { Format } from '../format';
import type { Activity } from '../types';
import { Heading, Part } from './parts';

export function peopleRange({ min_party: min, max_party: max }: Activity, format: Format): string {
  if (min === max) return format.count(format.words.people, max);
  return format.fill(format.words.peopleRange, { min: format.number(min), max: format.number(max) });
}

export function Facts({ activity }: { activity: Activity }) {
  const { embed, format } = useShared();
  const { words } = format;
  const venue = venueOf(embed, activity);
  const { price } = activity;
  const prices = price.amount === 0 ? words.free
    : format.fill(price.per === 'session' ? words.perGroup : words.perPerson, { price: format.money(price) });
  return (
    <>
      {activity.tagline && <p class="soft">{activity.tagline}</p>}
      <ul class="facts">
        <li>{format.unit(activity.duration_minutes, 'minute')}</li>
        <li>{peopleRange(activity, format)}</li>
        <li>{prices}</li>
        {activity.mode === 'private' && <li>{words.group}</li>}
      </ul>
      <p class="soft">{[venue.name, venue.address].filter(Boolean).join(', ')}</p>
    </>
  );
}

export function Activities({ activities }: { activities: Activity[] }) {
  const { format, go } = useShared();
  const { words } = format;
  return (
    <>
      <Heading>{words.activities}</Heading>
      {activities.length === 0 && <p>{words.nothing}</p>}
      <ul class="cards">
        {activities.map((activity) => (
          <li class="card" key={activity.id}>
            <Part>{activity.name}</Part>
            <Facts activity={activity} />
            <p>{activity.description}</p>
            <button type="button" class="button" aria-label={format.fill(words.chooseFor, { name: activity.name })}
              onClick={() => go({ step: 'times', activityId: activity.id })}>
              {words.choose}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
