import type { Costing } from '#domain/stock/costing.ts';
import { emptyLevel, type Level } from '#domain/stock/level.ts';
import type { DocumentRef, PostedDocument } from '#domain/stock/document.ts';
import type { LinkedDocument } from '#domain/stock/posting.ts';
import type { HoldingLocation } from '#domain/store/location.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { BusinessDay } from '#domain/store/business-day.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import { refKey, type Batch, type DocumentRow, type Head } from '#server/stock/batch.ts';
import { levelRows, stretchRows } from '#server/stock/batch-rows.ts';
import type { CompanyRules } from '#server/stock/company-rules.ts';
import type { StoredAnswer } from '#server/stock/ledger-store.ts';
import type { LevelKey, Shelf, StoredLevel } from '#server/stock/read-levels.ts';
import { HeadMoved } from '#server/stock/write-batch.ts';
import type { LocationDirectory } from '#server/platform/company.ts';
import { checkLayerRows, isPeriodStart, LayerTables } from './layer-tables.ts';
import { linkedOf } from './linked.ts';
import { lessOf, SalesTables } from './sales-tables.ts';
import { TableError } from './table-error.ts';
import { directoryOf } from './trade.ts';

interface LevelRow extends Level {
  readonly isNegativeAllowed: boolean;
  readonly position: number;
}

export interface Stretch {
  readonly location: number;
  readonly sku: number;
  readonly opened: number;
  closed: number | null;
}

/** Switches that make the tables worse than Postgres: bugs that the checks must find. */
export interface TableFlaws {
  readonly keysMayRepeat?: boolean;
  readonly headsAreNotChecked?: boolean;
  readonly refusalsAreNotChecked?: boolean;
  readonly positionsSkip?: boolean;
  readonly writesHalf?: boolean;
  readonly forgetsRefusals?: boolean;
  readonly rollupsOverwrite?: boolean;
  readonly levelsKeepOld?: boolean;
  readonly drawsAreLost?: boolean;
  readonly costingForgetsRules?: boolean;
}

/**
 * The tables of a company, in memory: exactly what one statement of `writeBatch` promises. All of a batch or nothing;
 * heads are checked first, then keys; rules of tables hold. `npm run sim -- --postgres` holds it against the real ones.
 */
export class Tables {
  readonly heads = new Map<LocationId, Head>();
  readonly rows: DocumentRow[] = [];
  readonly rowByKey = new Map<string, DocumentRow>();
  readonly documents = new Map<string, PostedDocument>();
  readonly levels = new Map<string, LevelRow>();
  readonly sales = new SalesTables();
  readonly stretches: Stretch[] = [];
  readonly costs: LayerTables;
  closedThrough: BusinessDay | null = null;
  /** Documents that were written into a day that was closed before. */
  readonly late: string[] = [];
  readonly flaws: TableFlaws;
  readonly #directory: LocationDirectory;
  readonly #skus: number;
  readonly #undone = new Set<string>();

  constructor(
    locations: readonly HoldingLocation[],
    skus: number,
    flaws: TableFlaws = {},
    costing: Costing = 'moving_average',
  ) {
    this.costs = new LayerTables(costing);
    this.#directory = directoryOf(locations);
    this.#skus = skus;
    this.flaws = flaws;
    for (const { id } of locations) this.heads.set(id, { position: 0, effectiveAtMs: -Infinity });
  }

  readHeadsAndLevels(
    locations: readonly LocationId[],
    keys: readonly LevelKey[],
  ): { heads: Map<LocationId, Head>; levels: StoredLevel[] } {
    const heads = new Map<LocationId, Head>();
    for (const id of new Set(locations)) {
      const head = this.heads.get(id);
      if (head) heads.set(id, head);
    }
    const levels: StoredLevel[] = [];
    for (const { location, sku } of keys) {
      const row = this.levels.get(`${location} ${sku}`);
      if (!row || !heads.has(location)) continue;
      levels.push({ location, sku, level: levelOf(row) });
    }
    return { heads, levels };
  }

  readShelf(location: LocationId): Shelf {
    const levels: (readonly [SkuId, Level])[] = [];
    for (const [key, row] of this.levels) {
      const [at, sku] = key.split(' ').map(Number);
      if (at === location) levels.push([sku as SkuId, levelOf(row)]);
    }
    return { head: this.heads.get(location), levels, isWhole: true };
  }

  readRules(): CompanyRules {
    return { closedThrough: this.closedThrough, costing: this.costs.costing };
  }

  readLinked(refs: readonly DocumentRef[]): LinkedDocument[] {
    return refs.flatMap((ref) => {
      const document = this.documents.get(refKey(ref));
      return document ? [linkedOf(this.documents, document)] : [];
    });
  }

  readAnswers(keys: readonly string[]): StoredAnswer[] {
    return keys.flatMap((key) => {
      const row = this.rowByKey.get(key);
      if (!row) return [];
      const { answer } = row;
      const stored =
        answer.outcome === 'refused'
          ? { code: answer.code, facts: { ...answer.facts } }
          : answer.notes.length === 0
            ? null
            : { notes: structuredClone([...answer.notes]) };
      return [
        {
          command_key: key,
          input_hash: row.inputHash,
          kind: row.kind,
          location_id: row.location,
          position: row.position,
          answer: stored,
        },
      ];
    });
  }

  /** Throws what Postgres would throw; afterwards nothing was written. */
  check(batch: Batch): void {
    const onlyRefuses = this.flaws.refusalsAreNotChecked === true && batch.posted.length === 0;
    if (this.flaws.headsAreNotChecked !== true && !onlyRefuses)
      for (const [location, head] of batch.headsBefore)
        if (!isAt(this.heads.get(location), head)) throw new HeadMoved('a head moved');
    const keys = new Set<string>();
    for (const { key } of batch.rows) {
      if (this.flaws.keysMayRepeat !== true && (this.rowByKey.has(key) || keys.has(key)))
        throw new TableError('23505', 'documents_pkey');
      keys.add(key);
    }
    for (const row of batch.rows) {
      if (row.position === null) continue;
      if (this.flaws.headsAreNotChecked !== true && this.documents.has(`${row.location}-${row.position}`))
        throw new TableError('23505', 'documents_position');
      if ((row.kind === 'reversal' || row.kind === 'release') && row.of && this.#undone.has(refKey(row.of)))
        throw new TableError('23505', 'documents_undone_once');
    }
    for (const { movements, reserved, reorderPoints } of batch.posted)
      for (const { sku } of [...movements, ...reserved, ...reorderPoints])
        if (sku < 1 || sku > this.#skus) throw new TableError('23503', 'movements_sku_id_skus_id_fk');
    for (const row of levelRows(batch, this.#directory)) {
      if (row.onHand < 0 && !row.isNegativeAllowed) throw new TableError('23514', 'levels_not_negative');
      if (row.reserved < 0) throw new TableError('23514', 'levels_reserved');
      if (row.onHand === 0 && row.value !== 0)
        throw new TableError('23514', 'levels_nothing_is_worth_nothing');
    }
    checkLayerRows(batch);
  }

  /** Closes days for posting, as one transaction; false where they are closed. */
  closeDays(through: BusinessDay): boolean {
    if (this.closedThrough !== null && this.closedThrough >= through) return false;
    this.closedThrough = through;
    this.#countRules();
    return true;
  }

  /** Changes the costing at a period’s start, as one transaction; false where none begins. */
  changeCosting(): boolean {
    if (!isPeriodStart([...this.documents.values()], this.closedThrough)) return false;
    this.costs.change(this.heads, this.levels);
    if (this.flaws.costingForgetsRules !== true) this.#countRules();
    return true;
  }

  #countRules(): void {
    for (const [location, head] of this.heads)
      this.heads.set(location, { ...head, rules: (head.rules ?? 0) + 1 });
  }

  /** Writes a batch that was checked. */
  apply(batch: Batch): void {
    const half = this.flaws.writesHalf === true && batch.posted.length > 1;
    for (const [location, head] of batch.heads) {
      const skip = this.flaws.positionsSkip === true && head.position % 17 === 16 ? 1 : 0;
      const rules = this.heads.get(location)?.rules ?? 0;
      this.heads.set(location, { ...head, rules, position: head.position + skip });
    }
    for (const row of batch.rows) {
      if (row.position === null && this.flaws.forgetsRefusals === true) continue;
      this.rows.push(row);
      this.rowByKey.set(row.key, row);
      if (row.position !== null && row.of && (row.kind === 'reversal' || row.kind === 'release'))
        this.#undone.add(refKey(row.of));
    }
    for (const document of half ? batch.posted.slice(0, -1) : batch.posted) {
      this.documents.set(refKey(document), document);
      if (this.closedThrough !== null && document.businessDay <= this.closedThrough)
        this.late.push(
          `${refKey(document)} stands on day ${document.businessDay}, closed through ${this.closedThrough}`,
        );
    }
    for (const { location, sku, ...level } of levelRows(batch, this.#directory)) {
      const key = `${location} ${sku}`;
      if (this.flaws.levelsKeepOld === true && this.levels.has(key) && level.position % 13 === 0) continue;
      const { sold: before } = this.levels.get(key) ?? {};
      const { sold } = level;
      const forgets = this.flaws.rollupsOverwrite === true && before && sold?.hour === before.hour;
      this.levels.set(key, forgets ? { ...level, sold: lessOf(sold, before) } : level);
    }
    this.costs.apply(batch, this.flaws.drawsAreLost === true);
    this.sales.apply(batch);
    this.#applyStretches(batch);
  }

  levelOf(location: LocationId, sku: SkuId): Level {
    return this.levels.get(`${location} ${sku}`) ?? emptyLevel;
  }

  /** Documents of a location after a position, in its order, as the feed reads them. */
  feedOf(location: LocationId, after: number, most: number): PostedDocument[] {
    const at = (document: PostedDocument): number =>
      document.location === location ? document.position : (document.counterPosition ?? 0);
    return [...this.documents.values()]
      .filter((document) => document.location === location || document.counterLocation === location)
      .filter((document) => at(document) > after)
      .toSorted((a, b) => at(a) - at(b))
      .slice(0, most);
  }

  #applyStretches(batch: Batch): void {
    const { opened, closed } = stretchRows(batch.posted);
    for (const { location, sku, closed: position } of closed)
      for (const stretch of this.stretches)
        if (stretch.location === location && stretch.sku === sku && stretch.closed === null)
          stretch.closed = position;
    for (const row of opened) this.stretches.push({ ...row });
  }
}

/** As the table of levels holds it: layers are in a table of their own. */
function levelOf({ isNegativeAllowed: _, position: __, layers: ___, ...level }: LevelRow): Level {
  return level;
}

function isAt(now: Head | undefined, then: Head): boolean {
  return now?.position === then.position && (now.rules ?? 0) === (then.rules ?? 0);
}
