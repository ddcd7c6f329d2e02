// Chance that can be repeated: every test file prints its seed, and TEST_SEED=<seed> replays it.
const given = Number.parseInt(process.env.TEST_SEED ?? '', 10);
export const seed = Number.isNaN(given) ? Math.floor(Math.random() * 2 ** 31) : given;

// A generator of numbers in [0, 1), the same for the same seed (mulberry32).
export function generator(from = seed) {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

// A whole number from `min` to `max`, both included.
export function integer(random, min, max) {
  return min + Math.floor(random() * (max - min + 1));
}

export function pick(random, list) {
  return list[Math.floor(random() * list.length)];
}
