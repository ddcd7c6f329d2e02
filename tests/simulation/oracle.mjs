// What the SQL functions must do, said again in the plainest way: one list of sessions, one of holds, no
// locks, no sets. The simulation compares the two. Times are numbers of milliseconds.

const day = 24 * 60 * 60 * 1000;

export class Oracle {
  activities = new Map();  // id -> {mode, minParty, maxParty, capacity, price, minutes, version}
  sessions = new Map();    // id -> {activity, start, end, total, remaining, version, price, reason, customized}
  holds = new Map();       // id -> {session, visitor, spots, party, status, lapsed, extensions}
  keys = new Map();        // key -> {fingerprint, verdict}
  bookings = new Set();    // ids of holds

  constructor({ spotsMax, holdsMax, extensionsMax }) {
    Object.assign(this, { spotsMax, holdsMax, extensionsMax });
  }

  // Seats, total and the count of changes move together.
  change(session, seats, total, changes) {
    session.remaining += seats;
    session.total += total;
    session.version += changes;
  }

  holdsOf(id) {
    return [...this.holds.values()].filter((hold) => hold.session === id);
  }

  // Ends the lapsed holds of a session. Gives {holds, spots}.
  expire(id) {
    const lapsed = this.holdsOf(id).filter((hold) => hold.status === 'held' && hold.lapsed);
    const spots = lapsed.reduce((sum, hold) => sum + hold.spots, 0);
    for (const hold of lapsed) hold.status = 'expired';
    this.change(this.sessions.get(id), spots, 0, lapsed.length);
    return { holds: lapsed.length, spots };
  }

  hold({ id, session: sessionId, party, version = null, visitor, key = null, fingerprint }) {
    const session = this.sessions.get(sessionId);
    const kept = key && this.keys.get(key);
    const activity = session && this.activities.get(session.activity);
    const spots = session && (activity.mode === 'private' ? session.total : party);
    if (session && session.remaining < Math.max(spots, 0)) this.expire(sessionId);
    if (kept) {
      return kept.fingerprint === fingerprint ? { ...kept.verdict, replayed: true } : { code: 'idempotency_key_reused' };
    }
    if (!session) return { code: 'session_not_found' };
    const verdict = this.admit(session, activity, { party, version, visitor, spots });
    if (verdict.code === 'held') {
      this.change(session, -spots, 0, 1);
      this.holds.set(id, { session: sessionId, visitor, spots, party, status: 'held', lapsed: false, extensions: 0 });
    }
    const told = { ...verdict, remaining: session.remaining, version: session.version };
    if (verdict.code === 'held') {
      Object.assign(told, { id, spots });
      if (key) this.keys.set(key, { fingerprint, verdict: told });
    }
    return told;
  }

  admit(session, activity, { party, version, visitor, spots }) {
    const most = Math.min(activity.maxParty, session.total, this.spotsMax);
    if (party < activity.minParty || party > most) return { code: 'invalid_spots' };
    if (session.reason) return { code: 'session_closed' };
    if (version !== null && version !== session.version) return { code: 'version_mismatch' };
    const live = [...this.holds.values()].filter((hold) => hold.visitor === visitor && hold.status === 'held' && !hold.lapsed);
    if (live.length >= this.holdsMax) return { code: 'too_many_holds' };
    if (spots > session.remaining) return { code: 'insufficient_capacity' };
    return { code: 'held' };
  }

  release(id) {
    const hold = this.holds.get(id);
    if (!hold) return 'reservation_not_found';
    if (hold.status === 'converted') return 'reservation_already_used';
    if (hold.status === 'held') {
      hold.status = hold.lapsed ? 'expired' : 'released';
      this.change(this.sessions.get(hold.session), hold.spots, 0, 1);
    }
    return 'ok';
  }

  // Why a hold that is not live cannot be used.
  refusal(hold) {
    if (!hold) return 'reservation_not_found';
    if (hold.status === 'converted') return 'reservation_already_used';
    if (hold.status === 'released') return 'reservation_released';
    if (hold.status === 'expired' || hold.lapsed) return 'reservation_expired';
    return null;
  }

  extend(id) {
    const hold = this.holds.get(id);
    const refusal = this.refusal(hold);
    if (refusal) return refusal;
    if (hold.extensions >= this.extensionsMax) return 'extension_limit_reached';
    hold.extensions += 1;
    return 'ok';
  }

  checkOut(id) {
    const hold = this.holds.get(id);
    const refusal = this.refusal(hold);
    if (refusal) return refusal;
    hold.status = 'converted';
    this.bookings.add(id);
    return 'ok';
  }

  cleanup() {
    const sum = { holds: 0, spots: 0 };
    for (const id of this.sessions.keys()) {
      const { holds, spots } = this.expire(id);
      sum.holds += holds;
      sum.spots += spots;
    }
    return sum;
  }

  close(id, reason) {
    const session = this.sessions.get(id);
    if (!session) return 'session_not_found';
    if (session.reason && !reason && !this.mayBeOpened(id, session)) return 'invalid_transition';
    session.reason = reason;
    this.change(session, 0, 0, 1);
    return 'ok';
  }

  // Not where the schedule has no session, nor on top of one that is sold.
  mayBeOpened(id, session) {
    return session.reason !== 'not_in_schedule' && ![...this.sessions].some(([otherId, other]) => otherId !== id
      && other.activity === session.activity && !other.reason && other.start < session.end && session.start < other.end);
  }

  resize(id, total) {
    const session = this.sessions.get(id);
    if (!session) return 'session_not_found';
    this.expire(id);
    const taken = session.total - session.remaining;
    const isPrivate = this.activities.get(session.activity).mode === 'private';
    if (total < 1 || total > 1000 || total < taken || (isPrivate && taken > 0)) return 'invalid_spots';
    session.customized = true;
    this.change(session, total - session.total, total - session.total, 1);
    return 'ok';
  }

  // `wanted`: [{id, start, end}]. Gives {inserted, updated, removed, conflicts: [[start, reason]]}.
  sync(activityId, from, wanted) {
    const activity = this.activities.get(activityId);
    const existing = [...this.sessions].map(([id, session]) => ({ id, session })).filter(({ session }) =>
      session.activity === activityId && session.end > from && session.start > from - day);
    for (const { id } of existing) this.expire(id);
    const isTaken = ({ id }) => this.holdsOf(id).some((hold) => hold.status === 'held' || hold.status === 'converted');
    const taken = existing.filter(isTaken).map(({ session }) => session);
    const isInTheWay = (slot) => taken.some((session) =>
      session.start !== slot.start && session.start < slot.end && slot.start < session.end);
    const slots = wanted.filter((slot) => !isInTheWay(slot));
    const at = (list, start) => list.find((slot) => slot.start === start);
    const result = { inserted: 0, updated: 0, removed: 0, conflicts: [] };

    for (const slot of wanted.filter((one) => isInTheWay(one) && !at(taken, one.start))) {
      result.conflicts.push([slot.start, 'overlaps_session_with_holds_or_bookings']);
    }
    for (const session of taken.filter(({ start }) => start >= from)) {
      const slot = at(wanted, session.start);
      if (!slot) result.conflicts.push([session.start, 'not_in_schedule']);
      else if (this.differs(session, slot, activity)) result.conflicts.push([session.start, 'differs_from_activity']);
    }
    for (const { id, session } of existing.filter((one) => !isTaken(one) && one.session.start >= from)) {
      const slot = at(slots, session.start);
      if (slot) result.updated += this.follow(session, slot, activity);
      else result.removed += this.retire(id, session);
    }
    for (const { id, start, end } of slots) {
      if (existing.some(({ session }) => session.start === start)) continue;
      this.sessions.set(id, { activity: activityId, start, end, total: activity.capacity,
        remaining: activity.capacity, version: 1, price: activity.price, reason: null, customized: false });
      result.inserted += 1;
    }
    return result;
  }

  differs(session, slot, activity) {
    return session.end !== slot.end || session.price !== activity.price
      || (session.total !== activity.capacity && !session.customized);
  }

  follow(session, slot, activity) {
    if (!this.differs(session, slot, activity) && session.reason !== 'not_in_schedule') return 0;
    session.end = slot.end;
    session.price = activity.price;
    if (session.reason === 'not_in_schedule') session.reason = null;
    const seats = session.customized ? 0 : activity.capacity - session.total;
    this.change(session, seats, seats, 1);
    return 1;
  }

  retire(id, session) {
    if (this.holdsOf(id).length === 0) {
      this.sessions.delete(id);
      return 1;
    }
    if (session.reason) return 0;
    session.reason = 'not_in_schedule';
    this.change(session, 0, 0, 1);
    return 1;
  }
}
