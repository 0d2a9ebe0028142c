import { nightAfter } from '../backup/night.ts';
import type { Clock } from '../platform/clock.ts';
import type { Jobs } from './jobs.ts';

const lookMs = 60_000;
/** A drill costs a whole restore: on this day of the week only (0 is Sunday). */
const drillWeekday = 0;

export interface Nightly {
  /** When the next night's work begins. */
  nextAtMs(): number;
  close(): Promise<void>;
}

/**
 * Each night, one company after the other: check every invariant, back up, and once a week restore the backup for
 * trial and go back to a moment. A machine that slept through its hour does it when it wakes.
 */
export function openNightly(
  clock: Clock,
  companies: () => Iterable<Jobs>,
  moments: { drill(): Promise<void> } | undefined,
): Nightly {
  let nextAtMs = nightAfter(clock.now());
  let working: Promise<void> | undefined;
  const work = async (): Promise<void> => {
    const isDrillNight = new Date(clock.now()).getDay() === drillWeekday;
    for (const jobs of companies()) {
      await jobs.run('verify');
      if ((await jobs.run('backup')) && isDrillNight) await jobs.run('drill');
    }
    if (isDrillNight) await moments?.drill();
  };
  const timer = setInterval(() => {
    if (working || clock.now() < nextAtMs) return;
    nextAtMs = nightAfter(clock.now());
    working = work().finally(() => (working = undefined));
  }, lookMs);
  timer.unref();
  return {
    nextAtMs: () => nextAtMs,
    close: async () => {
      clearInterval(timer);
      await working;
    },
  };
}
