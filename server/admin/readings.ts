import type { RunningCompany } from '../open-company.ts';
import type { Clock } from '../platform/clock.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Spread } from '../platform/spread.ts';
import type { Moments } from './moments.ts';
import { processFacts } from './overview.ts';

/** Sum of the positions that the wall has folded. */
export function foldedPositions({ wall }: RunningCompany): number {
  let sum = 0;
  for (const tile of wall.follower.tiles.values()) sum += tile.shelfPosition + tile.transitPosition;
  return sum;
}

/** What a company counts of itself, read when somebody looks. */
export function readings(metrics: Metrics, running: ReadonlyMap<string, RunningCompany>): void {
  const each = (read: (company: RunningCompany) => number) => () =>
    [...running].map(([company, open]) => ({ labels: { company }, value: read(open) }));
  const ledger = (name: 'commands' | 'batches' | 'retries', help: string): void =>
    metrics.read(
      `tongpan_ledger_${name}_total`,
      help,
      each(({ ledger: { counts } }) => counts[name]),
      'counter',
    );
  ledger('commands', 'Commands that the ledger has taken.');
  ledger('batches', 'Batches in which they were committed.');
  ledger('retries', 'Batches that had to be tried again.');
  const spread = (name: string, help: string, read: (company: RunningCompany) => Spread): void =>
    metrics.readSpread(name, help, () =>
      [...running].map(([company, open]) => ({ labels: { company }, spread: read(open) })),
    );
  spread(
    'tongpan_ledger_post_seconds',
    'From a command to its answer.',
    (open) => open.ledger.spreads.postSeconds,
  );
  spread(
    'tongpan_ledger_batch_commands',
    'Commands in a batch.',
    (open) => open.ledger.spreads.batchCommands,
  );
  metrics.read(
    'tongpan_feed_lag_documents',
    'Documents that the wall had not folded when it last asked the database.',
    each(({ wall }) => wall.follower.lag),
  );
  metrics.read('tongpan_sockets', 'Sockets that are open, of the wall and of live documents.', () =>
    [...running].flatMap(([company, { wall, live }]) => [
      { labels: { company, kind: 'wall' }, value: wall.readers },
      { labels: { company, kind: 'live' }, value: live.rooms.connections },
    ]),
  );
  const frames = (name: string, help: string, read: (open: RunningCompany) => number): void =>
    metrics.read(`tongpan_wall_${name}_total`, help, each(read), 'counter');
  frames('frames', 'Frames that were sent to readers of the wall.', ({ wall }) => wall.frames.sent);
  frames('frames_dropped', 'Frames that a slow reader was spared.', ({ wall }) => wall.frames.dropped);
  frames(
    'readers_closed',
    'Readers that were closed because they read too slowly.',
    ({ wall }) => wall.frames.closed,
  );
  metrics.read('tongpan_wall_positions', 'Positions that the wall has folded.', each(foldedPositions));
  metrics.read('process_resident_memory_bytes', 'Memory of the process.', () => [
    { value: process.memoryUsage.rss() },
  ]);
  metrics.read(
    'tongpan_event_loop_lag_seconds',
    'How late the loop was, 99 % of the time since the last look.',
    () => [{ value: processFacts().loopLagMs / 1000 }],
  );
  metrics.read(
    'process_cpu_seconds_total',
    'CPU time of the process.',
    () => [{ value: cpuSeconds() }],
    'counter',
  );
}

export function momentReadings(metrics: Metrics, moments: Moments, clock: Clock): void {
  metrics.read('tongpan_moments_waiting_bytes', 'Log that waits to be packed.', () => [
    { value: moments.view().waitingBytes },
  ]);
  metrics.read(
    'tongpan_moments_age_seconds',
    'How long ago the newest moment is to which one can go back.',
    () => {
      const { newestMs } = moments.view();
      return newestMs === null ? [] : [{ value: (clock.now() - newestMs) / 1000 }];
    },
  );
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
