import { judge } from '#domain/alert/rule.ts';
import type { PostedDocument } from '#domain/stock/document.ts';
import { boundary } from '#domain/store/location.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { TileFold } from '#domain/wall/tile-fold.ts';
import type { Company } from '../platform/company.ts';
import type { Wall } from '../wall/wall.ts';
import {
  goodsOfAlertMax,
  readMarks,
  readOpen,
  writeFindings,
  type Change,
  type Found,
  type Mark,
} from './findings.ts';
import type { Pace } from './pace.ts';
import { readWatchedRules, type WatchedRule } from './rules.ts';
import { readPairs, type ShelfSku } from './shelf-facts.ts';
import { readShelves, type Shelf } from './shelves.ts';
import { readWholeShelf, type SkuFacts } from './whole-shelf.ts';

const dayMs = 86_400_000;
/** SKUs looked at in one go; a shelf with more of them changed is looked at whole. */
const pairsMax = 4000;
const changedOfShelfMax = 1500;
/** Shelves looked at whole in one go, and how long that may take: the wall and the tills come first. */
const sweepsMax = 10;
const sweepMsMax = 400;
/** Whether rules, reaches and categories are still those that are known is asked this often. */
const rulesAgeMsMax = 5000;

type WallPort = Pick<Wall, 'follow'> & { readonly follower: Pick<Wall['follower'], 'tiles' | 'dayOf'> };

/** What changed on a shelf since it was looked at: the SKUs, and which of them were sold. */
interface Changed {
  readonly skus: Map<number, { isSold: boolean }>;
}

/**
 * Holds the rules against the shelves. What moves is looked at as it moves, by what the feed says; what only time makes
 * true (none for days, unsold for days, how fast it sells) once a business day of its store, shelf after shelf. Nothing
 * reads a whole table, and where there is no rule nothing is read at all.
 */
export class RuleWatch {
  readonly #company: Company;
  readonly #wall: WallPort;
  readonly #nowMs: () => number;
  #rules: readonly WatchedRule[] = [];
  #stamp = '';
  #rulesReadAtMs = -Infinity;
  #shelves = new Map<LocationId, Shelf>();
  readonly #marks = new Map<LocationId, Mark>();
  readonly #paces = new Map<LocationId, Pace>();
  /** By rule and location what stands open, so that only what changes is written. */
  readonly #open = new Map<string, Set<number>>();
  #changed = new Map<LocationId, Changed>();
  /** Where alerts changed since somebody asked. */
  #touched = new Set<LocationId>();
  #unfollow: () => void = () => undefined;

  constructor(company: Company, wall: WallPort, nowMs: () => number = () => performance.now()) {
    this.#company = company;
    this.#wall = wall;
    this.#nowMs = nowMs;
  }

  async open(): Promise<void> {
    this.#unfollow = this.#wall.follow((tile, document) => this.#hear(tile, document));
    for (const mark of await readMarks(this.#company.ledgerSql)) this.#marks.set(mark.location, mark);
    for (const { ruleId, location, skus } of await readOpen(this.#company.ledgerSql))
      this.#open.set(keyOf(ruleId, location), new Set(skus));
  }

  close(): void {
    this.#unfollow();
  }

  /** Rules were changed here: they hold from the next look on. */
  rulesChanged(): void {
    this.#rulesReadAtMs = -Infinity;
  }

  takeChanged(): ReadonlySet<LocationId> {
    const touched = this.#touched;
    this.#touched = new Set();
    return touched;
  }

  /** Looks at what changed. Answers whether everything has been looked at, so that what was found can be told. */
  async work(): Promise<boolean> {
    await this.#readRules();
    if (this.#rules.length === 0 && this.#open.size === 0) {
      this.#changed.clear();
      return true;
    }
    const due = this.#dueShelves();
    const isCaughtUp = await this.#lookAtChanged(new Set(due));
    const startedMs = this.#nowMs();
    let looked = 0;
    for (const shelf of due) {
      if (looked >= sweepsMax || this.#nowMs() - startedMs > sweepMsMax) return false;
      await this.#sweep(shelf);
      looked += 1;
    }
    return isCaughtUp;
  }

  #hear(tile: TileFold, { movements, reorderPoints }: PostedDocument): void {
    if (this.#rules.length === 0) return;
    let changed = this.#changed.get(tile.shelf);
    if (!changed) this.#changed.set(tile.shelf, (changed = { skus: new Map() }));
    for (const { sku, source, target } of movements) {
      if (source !== tile.shelf && target !== tile.shelf) continue;
      const isSold = target === boundary.customer;
      const known = changed.skus.get(sku);
      if (known) known.isSold ||= isSold;
      else changed.skus.set(sku, { isSold });
    }
    for (const { sku } of reorderPoints) if (!changed.skus.has(sku)) changed.skus.set(sku, { isSold: false });
  }

  async #readRules(): Promise<void> {
    const nowMs = this.#nowMs();
    if (nowMs - this.#rulesReadAtMs < rulesAgeMsMax) return;
    const { rules, stamp } = await readWatchedRules(this.#company.ledgerSql);
    this.#rulesReadAtMs = nowMs;
    if (stamp === this.#stamp && this.#shelves.size === this.#wall.follower.tiles.size) return;
    [this.#rules, this.#stamp] = [rules, stamp];
    this.#shelves = await readShelves(this.#company.ledgerSql, this.#wall.follower.tiles.values(), rules);
  }

  /** Shelves that have to be looked at whole: a new day, other rules, or something happened that nobody here heard of. */
  #dueShelves(): readonly Shelf[] {
    const nowMs = this.#company.clock.now();
    const due: Shelf[] = [];
    for (const shelf of this.#shelves.values()) {
      const { tile } = shelf;
      const mark = this.#marks.get(tile.shelf);
      const changed = this.#changed.get(tile.shelf);
      const isMissed = mark !== undefined && changed === undefined && mark.position < tile.shelfPosition;
      const isMuch = (changed?.skus.size ?? 0) > changedOfShelfMax;
      if (
        mark?.rules !== this.#stamp ||
        mark.businessDay < this.#wall.follower.dayOf(tile, nowMs) ||
        isMissed ||
        isMuch ||
        (shelf.rules.some(({ kind }) => kind === 'running_out') && !this.#paces.has(tile.shelf))
      )
        due.push(shelf);
    }
    return due;
  }

  async #lookAtChanged(swept: ReadonlySet<Shelf>): Promise<boolean> {
    const pairs: { location: LocationId; sku: number; isSold: boolean }[] = [];
    const positions = new Map<LocationId, number>();
    for (const [location, { skus }] of this.#changed) {
      const shelf = this.#shelves.get(location);
      if (shelf && swept.has(shelf)) continue;
      if (pairs.length + skus.size > pairsMax && pairs.length > 0) break;
      this.#changed.delete(location);
      if (!shelf) continue;
      positions.set(location, shelf.tile.shelfPosition);
      if (shelf.rules.length > 0) for (const [sku, { isSold }] of skus) pairs.push({ location, sku, isSold });
    }
    if (pairs.length === 0) {
      // Nothing that a rule is about: how far was looked is only noted here, not written.
      for (const [location, position] of positions) this.#note(location, position);
      return this.#changed.size === 0;
    }
    const soldBySku = new Set(
      pairs.filter((one) => one.isSold).map(({ location, sku }) => `${location} ${sku}`),
    );
    const rowsByShelf = new Map<LocationId, ShelfSku[]>();
    for (const row of await readPairs(this.#company.ledgerSql, pairs)) {
      const list = rowsByShelf.get(row.location);
      if (list) list.push(row);
      else rowsByShelf.set(row.location, [row]);
    }
    const changes: Change[] = [];
    const marks: Mark[] = [];
    for (const [location, position] of positions) {
      const shelf = this.#shelves.get(location);
      if (!shelf) continue;
      const paces = this.#paces.get(location);
      const facts = (rowsByShelf.get(location) ?? []).map((row) => ({
        row,
        facts: {
          ...row,
          pace: paces?.of(row.sku),
          outDays: undefined,
          stillDays: soldBySku.has(`${location} ${row.sku}`) ? 0 : undefined,
        },
      }));
      for (const rule of shelf.rules) changes.push(this.#changeOf(rule, shelf, facts, position, false));
      this.#note(location, position);
      const mark = this.#marks.get(location);
      if (mark) marks.push(mark);
    }
    await this.#write(changes, marks);
    return this.#changed.size === 0;
  }

  #note(location: LocationId, position: number): void {
    const mark = this.#marks.get(location);
    if (mark) this.#marks.set(location, { ...mark, position });
  }

  /** Holds all rules against everything on one shelf, and ends what no rule looks at any more. */
  async #sweep(shelf: Shelf): Promise<void> {
    const sql = this.#company.ledgerSql;
    const { tile, rules } = shelf;
    const location = tile.shelf;
    const nowMs = this.#company.clock.now();
    const businessDay = this.#wall.follower.dayOf(tile, nowMs);
    this.#changed.delete(location);
    const position = tile.shelfPosition;
    const changes: Change[] = [];
    const looking = new Set(rules.map(({ id }) => id));
    // As the database has it: another process may have found, or ended, something meanwhile.
    for (const { ruleId, kind, location: at, skus } of await readOpen(sql, location)) {
      this.#open.set(keyOf(ruleId, at), new Set(skus));
      if (!looking.has(ruleId)) changes.push({ ruleId, kind, location, position, found: [], gone: skus });
    }
    if (rules.length > 0) {
      const { rows, pace } = await readWholeShelf(sql, {
        location,
        rules,
        businessDay,
        dayOf: (ms) => this.#wall.follower.dayOf(tile, ms),
        pace: this.#paces.get(location),
      });
      if (pace) this.#paces.set(location, pace);
      for (const rule of rules) changes.push(this.#changeOf(rule, shelf, rows, position, true));
    }
    await this.#write(changes, [{ location, position, businessDay, rules: this.#stamp }]);
  }

  #changeOf(
    rule: WatchedRule,
    { tile }: Shelf,
    rows: readonly SkuFacts[],
    position: number,
    isWhole: boolean,
  ): Change {
    const location = tile.shelf;
    const open = this.#open.get(keyOf(rule.id, location)) ?? new Set();
    const found: Found[] = [];
    const gone = new Set(isWhole ? open : []);
    const sinceMs = this.#company.clock.now();
    let room = goodsOfAlertMax - open.size;
    for (const { row, facts } of rows) {
      const isAbout =
        rule.categories === null || (row.category !== null && rule.categories.has(row.category));
      const verdict = isAbout ? judge(rule, facts) : { isFound: false, measure: 0 };
      const isOpen = open.has(row.sku);
      if (verdict?.isFound ?? isOpen) gone.delete(row.sku);
      else if (isOpen) gone.add(row.sku);
      if (!verdict?.isFound) continue;
      const { measure } = verdict;
      const days = rule.kind === 'none' || rule.kind === 'stalled' ? measure : 0;
      // What is known already is written again only where its figure is a new one: days, once a day.
      if (isOpen ? isWhole : room-- > 0)
        found.push({ sku: row.sku, measure, onHand: row.onHand, sinceMs: sinceMs - days * dayMs });
    }
    return { ruleId: rule.id, kind: rule.kind, location, position, found, gone: [...gone] };
  }

  async #write(changes: readonly Change[], marks: readonly Mark[]): Promise<void> {
    await writeFindings(this.#company.ledgerSql, changes, marks, this.#company.clock.now());
    for (const { ruleId, location, found, gone } of changes) {
      const key = keyOf(ruleId, location);
      const open = this.#open.get(key) ?? new Set();
      for (const { sku } of found) open.add(sku);
      for (const sku of gone) open.delete(sku);
      if (found.length > 0 || gone.length > 0) this.#touched.add(location);
      if (open.size > 0) this.#open.set(key, open);
      else this.#open.delete(key);
    }
    for (const mark of marks) this.#marks.set(mark.location, mark);
  }
}

function keyOf(ruleId: number, location: LocationId): string {
  return `${ruleId} ${location}`;
}
