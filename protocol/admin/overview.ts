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

/** To which moments one can go back, on an embedded Postgres. */
export interface MomentsView {
  /** The first and the last one; null before there is a copy and what came behind it. */
  readonly oldestMs: number | null;
  readonly newestMs: number | null;
  /** Copies of the whole cluster. */
  readonly copies: number;
  /** Bytes on the disk, of copies and log. */
  readonly size: number;
  /** Bytes of the log that wait to be packed. */
  readonly waitingBytes: number;
  readonly isCopying: boolean;
  readonly isEncrypted: boolean;
  /** Why it could not be kept the last time; null while all is well. */
  readonly failure: string | null;
  /** Going back for trial: how it went the last time since this process began. */
  readonly drill: JobState;
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
  /** Null where the Postgres is another's, or by setting. */
  readonly moments: MomentsView | null;
}
