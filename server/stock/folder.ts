import type { Costing } from '#domain/stock/costing.ts';
import type { DocumentRef } from '#domain/stock/document.ts';
import type { Command } from '#domain/stock/command.ts';
import { levelBy } from '#domain/stock/level.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { Company } from '../platform/company.ts';
import { Batch, refKey, type Head, type Waiting } from './batch.ts';
import { LevelCache } from './level-cache.ts';
import type { CompanyRules } from './company-rules.ts';
import type { LedgerQueries } from './ledger-store.ts';
import type { LevelKey } from './read-levels.ts';
import { HeadMoved } from './write-batch.ts';

/** Locations read whole for one batch, the first time that they are met: the others of it are read level by level. */
const wholeReadsOfBatchMax = 2;

/** Folds commands into batches over levels that are held in memory, and reads what is not. */
export class Folder {
  readonly #company: Pick<Company, 'clock' | 'locations'>;
  readonly #cache = new LevelCache();
  /** Met before: a location that somebody else keeps moving is not read whole again and again. */
  readonly #met = new Set<LocationId>();
  /** Read after the last head that was read: a head that still stands vouches for it. */
  #rules: CompanyRules | undefined;
  #headReads = 0;

  constructor(company: Pick<Company, 'clock' | 'locations'>) {
    this.#company = company;
  }

  /** Folds entries that touch the locations `ids`; those that only the ledger knows of are added to them. */
  async fold(queries: LedgerQueries, entries: readonly Waiting[], ids: Set<LocationId>): Promise<Batch> {
    const keys = entries.flatMap(({ submission }) => levelKeysOf(submission.command));
    const { costing } = await this.#readRules(queries);
    await this.#loadMissing(queries, ids, keys, costing);
    const refs = new Map<string, DocumentRef>();
    for (const { submission } of entries) {
      const { command } = submission;
      if ('of' in command && command.of) refs.set(refKey(command.of), command.of);
    }
    const headsBefore = new Map(
      [...refs.values()].map(({ location }) => [location, this.#positionOf(location)]),
    );
    const linked = refs.size === 0 ? [] : await queries.readLinked([...refs.values()]);
    for (const document of linked) {
      const ends =
        document.counterLocation === null
          ? [document.location]
          : [document.location, document.counterLocation];
      for (const location of ends) {
        ids.add(location);
        for (const { sku } of [...document.movements, ...document.reserved]) keys.push({ location, sku });
      }
    }
    if (linked.length > 0) await this.#loadMissing(queries, ids, keys, costing);
    // What later documents took of a linked one was read after the head seen then; a newer head must not vouch for it.
    for (const [location, position] of headsBefore)
      if (position !== this.#positionOf(location))
        throw new HeadMoved('a head moved while a linked document was read');
    const rules = await this.#readRules(queries);
    const batch = new Batch(this.#company.locations, rules, this.#company.clock.now());
    for (const document of linked) batch.loadLinked(document);
    for (const location of ids) {
      const head = this.#cache.headOf(location);
      if (!head) throw new HeadMoved('a head was forgotten while it was needed');
      batch.loadHead(location, head);
    }
    for (const key of keys) {
      const known = this.#cache.levelOf(key);
      if (!known) throw new HeadMoved('a level was forgotten while it was needed');
      const level = levelBy(rules.costing, known);
      if (!level) throw new HeadMoved('a level was read before the company changed its costing');
      batch.book.load(key.location, key.sku, level);
    }
    for (const entry of entries) batch.add(entry);
    return batch;
  }

  /** Takes over what a durable batch left behind. */
  commit(batch: Batch): void {
    this.#cache.commit(batch);
  }

  /** Nothing is known any more of these locations. */
  forget(ids: Iterable<LocationId>): void {
    for (const id of ids) this.#cache.forget(id);
  }

  #positionOf(location: LocationId): number | undefined {
    return this.#cache.headOf(location)?.position;
  }

  async #loadMissing(
    queries: LedgerQueries,
    ids: ReadonlySet<LocationId>,
    keys: readonly LevelKey[],
    costing: Costing,
  ): Promise<void> {
    let whole = 0;
    for (const id of ids) {
      if (this.#met.has(id) || whole === wholeReadsOfBatchMax) continue;
      whole += 1;
      this.#met.add(id);
      const { head, levels, isWhole } = await queries.readShelf(id, costing);
      this.#doubtRules();
      if (head) await this.#freshen([[id, head]]);
      if (head) this.#cache.loadShelf(id, head, levels, isWhole);
    }
    const missing = keys.filter((key) => !this.#cache.levelOf(key));
    const locations = new Set(missing.map((key) => key.location));
    for (const id of ids) if (!this.#cache.headOf(id)) locations.add(id);
    if (locations.size > 0) await this.#load(queries, locations, missing, costing);
    // Reading may have shown that a location moved on: what was known of it is gone and must be read again.
    const again = keys.filter((key) => !this.#cache.levelOf(key));
    if (again.length > 0)
      await this.#load(queries, new Set(again.map((key) => key.location)), again, costing);
  }

  async #load(
    queries: LedgerQueries,
    locations: ReadonlySet<LocationId>,
    keys: readonly LevelKey[],
    costing: Costing,
  ): Promise<void> {
    const { heads, levels } = await queries.readHeadsAndLevels([...locations], keys, costing);
    this.#doubtRules();
    await this.#freshen(heads);
    this.#cache.load(heads, keys, levels);
  }

  /** A head that was just read may stand under newer rules than those known. */
  #doubtRules(): void {
    this.#headReads += 1;
    this.#rules = undefined;
  }

  /** A store that was changed since its locations were read (its days, its policy) has counted their rules on. */
  async #freshen(heads: Iterable<readonly [LocationId, Head]>): Promise<void> {
    const { locations } = this.#company;
    for (const [id, { rules = 0 }] of heads) {
      const known = locations.rulesOf?.(id);
      if (known !== undefined && known !== rules) return locations.reload?.();
    }
  }

  async #readRules(queries: LedgerQueries): Promise<CompanyRules> {
    if (this.#rules) return this.#rules;
    const reads = this.#headReads;
    const rules = await queries.readRules();
    if (reads === this.#headReads) this.#rules = rules;
    return rules;
  }
}

/** The holding locations that a command names. */
export function locationsOf(command: Command): LocationId[] {
  const ids = [command.location];
  if ('target' in command && command.target !== command.location) ids.push(command.target);
  if ('of' in command && command.of && command.of.location !== command.location)
    ids.push(command.of.location);
  return ids;
}

function levelKeysOf(command: Command): LevelKey[] {
  if (!('lines' in command)) return [];
  const ends = 'target' in command ? [command.location, command.target] : [command.location];
  return ends.flatMap((location) => command.lines.map(({ sku }) => ({ location, sku })));
}
