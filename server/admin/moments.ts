import type { JobState, MomentsView } from '#protocol/admin/overview.ts';
import { drillMoment } from '../backup/moment/drill.ts';
import { MomentKeeper } from '../backup/moment/keeper.ts';
import type { Cluster } from '../launch/cluster.ts';
import { keepsMoments, type EmbeddedPlace } from '../launch/open-cluster.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { Log } from '../platform/log.ts';

export interface MomentsOptions {
  readonly cluster: Cluster;
  readonly embedded: EmbeddedPlace | undefined;
  readonly config: Pick<Config, 'backupFolder' | 'backupKey' | 'dataFolder' | 'hasNightly' | 'moments'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly hasOwnCompany: () => boolean;
}

export interface Moments {
  view(): MomentsView;
  /** Goes back to a moment for trial; never throws. Nothing where there is no copy yet. */
  drill(): Promise<void>;
  close(): Promise<void>;
}

/** Keeps the moments of an embedded Postgres; undefined where there is none, or by setting. */
export function openMoments(options: MomentsOptions): Moments | undefined {
  const { cluster, embedded, config, clock, log, hasOwnCompany } = options;
  if (!embedded || !keepsMoments(config)) return undefined;
  const { backupFolder: backups, backupKey: words, dataFolder, hasNightly, moments } = config;
  const keeping = {
    embedded,
    backups,
    words,
    ...moments,
    clock,
    log,
    isAutomatic: hasNightly,
    hasOwnCompany,
  };
  const keeper = new MomentKeeper(keeping);
  keeper.start();
  let state: JobState = { state: 'never' };
  const drill = async (): Promise<void> => {
    if (state.state === 'running' || keeper.view().copies === 0) return;
    const startedAtMs = clock.now();
    state = { state: 'running', startedAtMs };
    const end = (isGood: boolean, detail: string): void => {
      state = { state: isGood ? 'done' : 'failed', startedAtMs, endedAtMs: clock.now(), detail };
    };
    try {
      const where = { backups, words, folder: embedded.folder, dataFolder, nowMs: startedAtMs };
      const { at, documents, invariants, amiss } = await drillMoment(cluster, keeper, where);
      if (amiss.length > 0) log.error({ at, amiss }, 'going back to a moment found something amiss');
      end(amiss.length === 0, amiss[0] ?? `${documents} documents, ${invariants} invariants`);
    } catch (error) {
      log.error({ err: error }, 'going back to a moment for trial failed');
      end(false, error instanceof Error ? error.message : String(error));
    }
  };
  return { view: () => ({ ...keeper.view(), drill: state }), drill, close: () => keeper.close() };
}
