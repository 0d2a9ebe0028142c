import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LocationId } from '#domain/store/ids.ts';
import { WaitingRoom, type Guest } from './waiting-room.ts';

const guest = (key: string, locations: readonly number[], more: Partial<Guest> = {}): Guest => ({
  key,
  lines: 100,
  locations: locations as readonly LocationId[],
  isAlone: false,
  ...more,
});
const open = (...guests: Guest[]): WaitingRoom<Guest> => {
  const room = new WaitingRoom<Guest>(2, (location) => location % 2);
  for (const one of guests) room.add(one);
  return room;
};
const keysOf = (guests: readonly Guest[]): string => guests.map(({ key }) => key).join('');

test('[LG-11] each lane takes the commands of its locations, in their order', () => {
  const room = open(guest('a', [2]), guest('b', [3]), guest('c', [2]), guest('d', [5]));
  expect(keysOf(room.take(0, false))).toBe('ac');
  expect(keysOf(room.take(1, false))).toBe('bd');
  expect(room.size).toBe(0);
  expect(room.isIdle).toBe(false);
});

test('[LG-11] few commands go together, and not beside a batch that is under way', () => {
  const few = { lines: 1 };
  const room = open(guest('a', [2], few), guest('b', [3], few));
  expect(keysOf(room.take(1, false))).toBe('ab');
  room.add(guest('c', [4], few));
  expect(keysOf(room.take(0, false))).toBe('');
  expect(keysOf(room.take(0, true))).toBe('c');
});

test('[LG-11] four documents of many lines set out beside a batch, three do not', () => {
  const many = { lines: 10 };
  const room = open(guest('a', [2], many));
  expect(keysOf(room.take(0, false))).toBe('a');
  for (const key of ['b', 'c', 'd']) room.add(guest(key, [3], many));
  expect(keysOf(room.take(1, false))).toBe('');
  room.add(guest('e', [3], many));
  expect(keysOf(room.take(1, false))).toBe('bcde');
});

test('[LG-12] no two batches under way touch one location, and nobody overtakes who waits for it', () => {
  const room = open(guest('a', [3]), guest('b', [2, 3]), guest('c', [2]), guest('d', [4]));
  expect(keysOf(room.take(1, false))).toBe('a');
  expect(keysOf(room.take(0, false))).toBe('d');
  room.leave(1);
  expect(keysOf(room.take(1, true))).toBe('');
  room.leave(0);
  expect(keysOf(room.take(0, true))).toBe('bc');
});

test('[LG-10] a reversal goes alone: what it touches is not known before', () => {
  const room = open(guest('a', [2]), guest('r', [2], { isAlone: true }), guest('b', [3]));
  expect(keysOf(room.take(0, false))).toBe('a');
  expect(keysOf(room.take(1, false))).toBe('');
  room.leave(0);
  expect(keysOf(room.take(1, true))).toBe('r');
  expect(keysOf(room.take(0, true))).toBe('');
  room.leave(1);
  expect(keysOf(room.take(1, true))).toBe('b');
});

test('[LG-2] a doubled key waits for the next batch', () => {
  const room = open(guest('a', [2]), guest('a', [2]), guest('b', [2]));
  expect(keysOf(room.take(0, false))).toBe('a');
  room.leave(0);
  expect(keysOf(room.take(0, true))).toBe('ab');
});

test('[LG-12] whatever comes and goes, everybody is taken once and batches under way stay apart', () => {
  const someGuest = fc.record({
    locations: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
    lines: fc.integer({ min: 1, max: 200 }),
    isAlone: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
  });
  fc.assert(
    fc.property(fc.array(someGuest, { maxLength: 40 }), fc.infiniteStream(fc.nat(1)), (guests, dice) => {
      const room = new WaitingRoom<Guest>(2, (location) => location % 2);
      guests.forEach(({ locations, lines, isAlone }, index) =>
        room.add(guest(String(index), locations, { lines, isAlone })),
      );
      const underWay = new Map<number, readonly Guest[]>();
      const taken: string[] = [];
      for (let step = 0; !room.isIdle; step++) {
        expect(step).toBeLessThan(1000);
        const lane = dice.next().value ?? 0;
        if (underWay.delete(lane)) room.leave(lane);
        for (const free of room.freeLanes()) {
          const batch = room.take(free, true);
          if (batch.length === 0) continue;
          underWay.set(free, batch);
          taken.push(...batch.map(({ key }) => key));
        }
        const touched = [...underWay.values()].map((batch) => [
          ...new Set(batch.flatMap((one) => one.locations)),
        ]);
        expect(new Set(touched.flat()).size).toBe(touched.flat().length);
        const isAnyAlone = [...underWay.values()].flat().some((one) => one.isAlone);
        if (isAnyAlone) expect([...underWay.values()].flat()).toHaveLength(1);
      }
      expect(taken.toSorted()).toEqual(guests.map((_, index) => String(index)).toSorted());
    }),
  );
});
