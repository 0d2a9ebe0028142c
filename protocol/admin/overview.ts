/** Work that is done beside trading: by night, or when somebody asks. One of a kind at a time for a company. */
export const jobNames = ['backup', 'drill', 'verify'] as const;
export type JobName = (typeof jobNames)[number];

/** How a job went the last time. `running` has no end yet. */
export type JobState =
  | { readonly state: 'never' }
  | { readonly state: 'running'; readonly startedAtMs: number }
  | {
      readonly state: 'done' | 'failed';
      readonly startedAtMs: number;
      readonly endedAtMs: number;
      /** What came of it, in words or as the first thing amiss. */
      readonly detail: string;
    };

export interface BackupView {
  readonly madeAtMs: number;
  readonly rows: number;
  /** Bytes on the disk. */
  readonly size: number;
  readonly isEncrypted: boolean;
}

/** How the house of one company stands: GET /api/admin. */
export interface AdminOverview {
  readonly nowMs: number;
  readonly process: {
    readonly startedAtMs: number;
    readonly node: string;
    readonly memoryBytes: number;
    /** How late the event loop was, 99 % of the time, since the last look; ms. */
    readonly loopLagMs: number;
  };
  readonly database: {
    readonly version: string;
    readonly sizeBytes: number;
    readonly tables: readonly { readonly name: string; readonly sizeBytes: number; readonly rows: number }[];
  };
  readonly ledger: {
    readonly documents: number;
    readonly commands: number;
    readonly batches: number;
    readonly retries: number;
    /** Positions that the wall has not folded yet. */
    readonly feedLag: number;
  };
  readonly jobs: { readonly [Name in JobName]: JobState };
  /** The next night's work; null where there is none by setting. */
  readonly nightlyAtMs: number | null;
  readonly backups: readonly BackupView[];
}
