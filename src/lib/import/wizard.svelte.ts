import { importKinds, type ImportKind } from '#domain/import/field.ts';
import type { ImportJob, ImportPlan } from '#protocol/import/views.ts';
import { m } from '#messages';
import type { StoreName } from '../store/store-api.ts';
import type * as calls from './import-api.ts';
import type { Look, RecentJob } from './import-api.ts';

/** What the wizard asks of the server. */
export type ImportCalls = Pick<
  typeof calls,
  'upload' | 'lookAgain' | 'check' | 'commit' | 'takeBack' | 'readJob' | 'readRecent'
>;

export type Step = 'file' | 'columns' | 'check' | 'write';

/** A file on its way in: which step it is at, and what is known of it. A failure of a call is told by whoever asked. */
export class ImportWizard {
  step = $state<Step>('file');
  /** What it is waiting for; empty: nothing. */
  busy = $state('');
  id = $state('');
  look = $state.raw<Look>();
  plan = $state.raw<ImportPlan>();
  job = $state.raw<ImportJob>();
  stores = $state.raw<readonly StoreName[]>([]);
  recent = $state.raw<readonly RecentJob[]>([]);
  /** The server is at it: look again in a moment. */
  readonly isWorking = $derived(
    this.step === 'write' &&
      (this.job?.state === 'running' || this.job?.state === 'undoing') &&
      !this.job.isInterrupted,
  );
  /** Mended cells and skipped rows that the last dry run did not know. */
  readonly isStale = $derived(
    this.step === 'check' &&
      this.job !== undefined &&
      this.plan !== undefined &&
      (this.plan.fixes !== this.job.plan.fixes || this.plan.skipped !== this.job.plan.skipped),
  );
  readonly #calls: ImportCalls;
  readonly #readStores: () => Promise<readonly StoreName[]>;

  constructor(calls: ImportCalls, readStores: () => Promise<readonly StoreName[]>) {
    this.#calls = calls;
    this.#readStores = readStores;
  }

  async take(file: File, kind?: ImportKind): Promise<void> {
    await this.#during(m.import_reading(), async () => {
      const made = await this.#calls.upload(file, kind);
      this.id = made.id;
      this.look = made.look;
      const only = this.stores.length === 1 ? this.stores[0] : undefined;
      this.plan = only ? { ...made.plan, storeId: only.storeId } : made.plan;
      this.job = undefined;
      this.step = 'columns';
    });
  }

  async lookAgain(ask: Parameters<ImportCalls['lookAgain']>[1]): Promise<void> {
    await this.#during(m.import_reading(), async () => {
      const look = await this.#calls.lookAgain(this.id, ask);
      this.look = look;
      if (this.plan)
        this.plan = {
          ...this.plan,
          ...{ sheet: ask.sheet, kind: look.kind, headRow: look.headRow, columns: look.columns },
          ...{ fixes: [], skipped: [] },
        };
    });
  }

  async check(): Promise<void> {
    const { plan } = this;
    if (!plan) return;
    await this.#during(m.import_checking(), async () => {
      const job = await this.#calls.check(this.id, plan);
      this.job = { ...job, plan };
      this.step = 'check';
    });
  }

  async write(): Promise<void> {
    await this.#during(m.import_writing(), async () => {
      this.job = await this.#calls.commit(this.id);
      this.step = 'write';
    });
  }

  async takeBack(): Promise<void> {
    await this.#during(m.import_undoing_busy(), async () => {
      this.job = await this.#calls.takeBack(this.id);
    });
  }

  /** Goes on with a job where it stands. */
  async open(id: string): Promise<void> {
    await this.#during(m.import_reading(), async () => {
      const job = await this.#calls.readJob(id);
      const { sheet, headRow, kind } = job.plan;
      const isDecided = job.state === 'read' || job.state === 'checked';
      this.look = isDecided ? await this.#calls.lookAgain(id, { sheet, headRow, kind }) : undefined;
      this.id = id;
      this.plan = job.plan;
      this.job = isDecided ? undefined : job;
      this.step = isDecided ? 'columns' : 'write';
    });
  }

  /** How far the server is. A look that does not get through is tried again by whoever polls. */
  async poll(): Promise<void> {
    const { id } = this;
    const job = await this.#calls.readJob(id).catch(() => undefined);
    if (job && this.id === id && this.step === 'write') this.job = job;
  }

  /** Back to the beginning. */
  async again(): Promise<void> {
    this.step = 'file';
    this.id = '';
    this.job = undefined;
    const [stores, recent] = await Promise.allSettled([this.#readStores(), this.#calls.readRecent()]);
    if (stores.status === 'fulfilled') this.stores = stores.value;
    if (recent.status === 'fulfilled') this.recent = recent.value;
  }

  async #during(word: string, run: () => Promise<void>): Promise<void> {
    this.busy = word;
    try {
      await run();
    } finally {
      this.busy = '';
    }
  }
}

export function importKindOf(text: string | null): ImportKind | undefined {
  return importKinds.find((kind) => kind === text);
}
