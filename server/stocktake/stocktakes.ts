import type { Viewer } from '#domain/identity/viewer.ts';
import { needsApproval, varianceValues } from '#domain/stocktake/approval.ts';
import type { CommitRequest } from '#protocol/stocktake/requests.ts';
import type { SheetFold } from '#protocol/stocktake/sheet-fold.ts';
import { audit } from '../identity/audit.ts';
import { systemClock } from '../platform/clock.ts';
import type { Company } from '../platform/company.ts';
import { numberArray } from '../stock/pg-array.ts';
import type { Ledger } from '../stock/stock.ts';
import type { LiveDocuments } from '../sync/kind.ts';
import { commitStocktake, finishPosting, readAmounts, resumePostings } from './commit.ts';
import { isRefused, refused, RefusedInside, type Refused } from './refused.ts';
import { readStocktake, stocktakeColumns, type StocktakeRecord } from './rows.ts';
import { settleSheet, zeroLines } from './settle-sheet.ts';
import { foldContent, Sheets } from './sheets.ts';

/** Frozen sheets that are kept folded for reports and late entries. */
const frozenMax = 20;

/** The stocktakes of a company in this process: the front door of the slice. */
export class Stocktakes {
  readonly #company: Company;
  readonly #ledger: Ledger;
  readonly #live: LiveDocuments;
  readonly #sheets: Sheets;
  readonly #frozen = new Map<number, Promise<SheetFold>>();
  readonly #committing = new Map<number, Promise<StocktakeRecord | Refused>>();

  constructor(company: Company, ledger: Ledger, live: LiveDocuments) {
    this.#company = company;
    this.#ledger = ledger;
    this.#live = live;
    this.#sheets = new Sheets(live);
  }

  get ledger(): Ledger {
    return this.#ledger;
  }

  get live(): LiveDocuments {
    return this.#live;
  }

  /** Finishes what a crash cut short. */
  resume(): Promise<void> {
    return resumePostings(this.#parts());
  }

  close(): void {
    this.#sheets.close();
  }

  /** The sheet of a stocktake: growing while it runs, read once where it is frozen. */
  sheetOf(record: Pick<StocktakeRecord, 'id' | 'state'>): Promise<SheetFold> {
    if (record.state === 'counting') return this.#sheets.of(record.id);
    const known = this.#frozen.get(record.id);
    if (known) return known;
    const reading = this.#live.read('stocktake', String(record.id)).then(foldContent);
    this.#frozen.set(record.id, reading);
    reading.catch(() => this.#frozen.delete(record.id));
    const [oldest] = this.#frozen.keys();
    if (this.#frozen.size > frozenMax && oldest !== undefined) this.#frozen.delete(oldest);
    return reading;
  }

  /** Fifty people may press at once: one of them does it, all get its answer. */
  async commit(viewer: Viewer, id: number, request: CommitRequest): Promise<StocktakeRecord | Refused> {
    const running = this.#committing.get(id);
    if (running) {
      const answer = await running;
      // What was refused to another (a stale look, his own approval) may be right for this one.
      if (!isRefused(answer)) return answer;
    }
    const run = commitStocktake(this.#parts(), viewer, id, request).finally(() =>
      this.#committing.delete(id),
    );
    if (!this.#committing.has(id)) this.#committing.set(id, run);
    return run;
  }

  /** Tries the posting of a frozen stocktake again. */
  finish(id: number): Promise<StocktakeRecord | Refused> {
    return finishPosting(this.#parts(), id);
  }

  /** A second person's word for exactly what would be posted now. */
  async approve(viewer: Viewer, id: number, request: CommitRequest): Promise<Refused | undefined> {
    const sql = this.#company.ledgerSql;
    const record = await readStocktake(sql, id);
    if (record?.state !== 'counting') return refused('stocktake.not_counting');
    const settled = await settleSheet(sql, record, await this.sheetOf(record));
    if (settled.hashOf(request.isUncountedZero) !== request.linesHash) return refused('stocktake.changed');
    const lines = request.isUncountedZero ? [...settled.lines, ...zeroLines(settled)] : settled.lines;
    const values = varianceValues((await readAmounts(sql, lines)).values());
    if (!needsApproval({ total: record.totalLimit, line: record.lineLimit }, values))
      return refused('stocktake.no_approval_needed');
    await sql`insert into stocktake_approvals (stocktake_id, account_id, lines_hash)
      values (${id}, ${viewer.accountId}, ${request.linesHash}) on conflict do nothing`;
    await this.#note(viewer, 'stocktake.approve', id, { hash: request.linesHash });
    return undefined;
  }

  /** "Use my count" or "leave it", for the counts as they stand; null: asked again. */
  async choose(
    viewer: Viewer,
    id: number,
    skuIds: readonly number[],
    choice: 'use_count' | 'leave' | null,
  ): Promise<Refused | undefined> {
    const sql = this.#company.ledgerSql;
    const record = await readStocktake(sql, id);
    if (record?.state !== 'counting') return refused('stocktake.not_counting');
    const { sheet } = await this.sheetOf(record);
    const lines = skuIds.flatMap((sku) => {
      const line = sheet.lineOf(sku as never);
      return line ? [{ sku, counted: line.total }] : [];
    });
    if (choice === null) {
      await sql`delete from stocktake_choices where stocktake_id = ${id} and sku_id = any(${numberArray(skuIds)}::text::int[])`;
    } else if (lines.length > 0) {
      await sql`
        insert into stocktake_choices (stocktake_id, sku_id, choice, counted, account_id)
        select ${id}, s, ${choice}, c, ${viewer.accountId} from unnest(${numberArray(lines.map(({ sku }) => sku))}::text::int[],
          ${numberArray(lines.map(({ counted }) => counted))}::text::bigint[]) as t(s, c)
        on conflict (stocktake_id, sku_id) do update set choice = excluded.choice, counted = excluded.counted,
          account_id = excluded.account_id, chosen_at = now()`;
    }
    await this.#note(viewer, 'stocktake.choose', id, { choice: choice ?? 'none', skus: skuIds.length });
    return undefined;
  }

  /**
   * Names another zone, and answers all of them: two people may each name one at the same moment, so nobody may reckon
   * for himself which number his has.
   */
  async addZone(
    viewer: Viewer,
    id: number,
    name: string,
    zonesMax: number,
  ): Promise<{ readonly zones: readonly string[] } | Refused> {
    const sql = this.#company.ledgerSql;
    const [made] = await sql<{ zones: readonly string[] }[]>`
      update stocktakes set zones = zones || ${JSON.stringify([name])}::text::jsonb
      where id = ${id} and state = 'counting' and jsonb_array_length(zones) < ${zonesMax} and not zones ? ${name} returning zones`;
    if (made) {
      await this.#note(viewer, 'stocktake.zone', id, { name });
      return made;
    }
    const record = await readStocktake(sql, id);
    if (record?.state !== 'counting') return refused('stocktake.not_counting');
    // Somebody was faster with the same name.
    if (record.zones.includes(name)) return { zones: record.zones };
    return refused('stocktake.zones_many', { most: zonesMax });
  }

  /** A join link lets a person in whom the plan does not name. */
  async join(viewer: Viewer, id: number): Promise<void> {
    const rows = await this.#company.ledgerSql`
      update stocktakes set account_ids = array_append(account_ids, ${viewer.accountId})
      where id = ${id} and account_ids is not null and not ${viewer.accountId} = any(account_ids) returning id`;
    if (rows.length > 0) await this.#live.refresh('stocktake', String(id));
  }

  /** Gives a stocktake up: nothing is posted, the sheet stays to be read. */
  async cancel(viewer: Viewer, id: number): Promise<Refused | undefined> {
    try {
      await this.#live.freeze('stocktake', String(id), async (sql) => {
        const [record] = await sql<StocktakeRecord[]>`${stocktakeColumns(sql)} where t.id = ${id} for update`;
        if (record?.state === 'cancelled') return;
        if (record?.state !== 'counting') throw new RefusedInside(refused('stocktake.not_counting'));
        await sql`update stocktakes set state = 'cancelled' where id = ${id}`;
        await audit(sql, {
          accountId: viewer.accountId,
          session: viewer.session,
          action: 'stocktake.cancel',
          subject: String(id),
        });
      });
    } catch (error) {
      if (error instanceof RefusedInside) return error.refusal;
      throw error;
    }
    await this.#live.refresh('stocktake', String(id));
    return undefined;
  }

  #parts() {
    return { sql: this.#company.ledgerSql, ledger: this.#ledger, live: this.#live };
  }

  #note(
    viewer: Viewer,
    action: 'stocktake.approve' | 'stocktake.choose' | 'stocktake.zone',
    id: number,
    detail: Record<string, string | number>,
  ): Promise<void> {
    const { accountId, session } = viewer;
    return audit(this.#company.ledgerSql, { accountId, session, action, subject: String(id), detail });
  }
}

/** Time of stocktakes is the real one: devices and people live in it, also in a demo whose shop runs faster. */
export const stocktakeClock = systemClock;
