import { mayDo, mayReach, maySee, type Viewer } from '#domain/identity/viewer.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import { accountOf, entryKey, type Entry } from '#domain/stocktake/entry.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { SheetFold } from '#protocol/stocktake/sheet-fold.ts';
import type {
  LastEntry,
  PersonProgress,
  StocktakeRow,
  StocktakeView,
  ZoneProgress,
} from '#protocol/stocktake/views.ts';
import type { Clock } from '../platform/clock.ts';
import type { Queries } from '../platform/database.ts';
import { numberArray } from '../stock/pg-array.ts';
import type { Present } from '../sync/kind.ts';
import { readHead, stocktakeColumns, type StocktakeRecord } from './rows.ts';

/** The newest stocktakes that a list shows, running ones first. */
export const listRowsMax = 200;
const lastEntriesMax = 30;
/** Names in a list's row. */
const peopleShownMax = 3;
/** The pace of counting is that of the last minutes. */
const paceSeconds = 15 * 60;

type Listed = StocktakeRecord & {
  readonly storeId: number;
  readonly storeCode: string;
  readonly storeNameZh: string;
  readonly storeNameEn: string;
  readonly timeZone: string;
  readonly expectedSkus: number;
  readonly late: number;
};

export async function listStocktakes(
  sql: Queries,
  filter: { storeId?: number; id?: number },
): Promise<Listed[]> {
  return sql<Listed[]>`
    select r.*, s.id as "storeId", s.code as "storeCode", s.name_zh as "storeNameZh", s.name_en as "storeNameEn", s.time_zone as "timeZone",
      coalesce(nullif((select count(*) from stocktake_skus k where k.stocktake_id = r.id), 0),
        (select count(*) from levels l where l.location_id = r."locationId"))::bigint as "expectedSkus",
      (select count(*) from stocktake_late_entries e where e.stocktake_id = r.id and e.state in ('waiting', 'posting'))::bigint as late
    from (${stocktakeColumns(sql)}) r join locations p on p.id = r."locationId" join stores s on s.id = p.store_id
    where ${filter.storeId === undefined ? sql`true` : sql`s.id = ${filter.storeId}`}
      and ${filter.id === undefined ? sql`true` : sql`r.id = ${filter.id}`}
    order by r.state not in ('counting', 'posting'), r."createdAtMs" desc limit ${listRowsMax}`;
}

/** Whether there is such a stocktake for this viewer: his store, and where it names people, he or who reviews. */
export function mayOpen(viewer: Viewer, record: Pick<StocktakeRecord, 'locationId' | 'accountIds'>): boolean {
  if (!mayDo(viewer, 'view.stocktake') || !mayReach(viewer, record.locationId as LocationId)) return false;
  return (
    record.accountIds === null ||
    record.accountIds.includes(viewer.accountId) ||
    !mayDo(viewer, 'count.stocktake') ||
    mayDo(viewer, 'review.stocktake')
  );
}

export function rowOf(
  viewer: Viewer,
  listed: Listed,
  fold: SheetFold | undefined,
  clock: Clock,
  names: ReadonlyMap<number, string> = new Map(),
): StocktakeRow {
  const { totals } = listed;
  const counted = fold ? countedSkus(fold) : (totals?.countedSkus ?? 0);
  const seesCost = maySee(viewer, 'cost');
  return {
    id: listed.id,
    name: listed.name,
    storeId: listed.storeId,
    storeCode: listed.storeCode,
    storeNameZh: listed.storeNameZh,
    storeNameEn: listed.storeNameEn,
    timeZone: listed.timeZone,
    scope: listed.scope,
    isBlind: listed.isBlind,
    state: listed.state,
    createdAtMs: listed.createdAtMs,
    committedAtMs: listed.committedAtMs,
    document: listed.documentPosition === null ? null : `${listed.storeCode}-${listed.documentPosition}`,
    expectedSkus: Math.max(listed.expectedSkus, counted),
    countedSkus: counted,
    entries: fold ? fold.sheet.entries.size - fold.sheet.voided.size : (totals?.entries ?? 0),
    units: fold ? fold.sheet.units : (totals?.units ?? 0),
    peopleNames: fold ? busiestNames(fold, names) : [],
    zonesAll: listed.zones.length,
    zonesDone: fold
      ? zoneProgress(listed.zones, fold).filter(({ zone, isDone }) => zone > 0 && isDone).length
      : 0,
    people: fold ? new Set([...fold.sheet.counters.keys()].map(accountOf)).size : (totals?.people ?? 0),
    endsAtMs: fold ? endOf(fold, listed.expectedSkus, counted, clock.now()) : null,
    late: listed.late,
    gain: seesCost ? listed.gain : null,
    loss: seesCost ? listed.loss : null,
  };
}

/** Names of who counted most, as far as they are known. */
function busiestNames(fold: SheetFold, names: ReadonlyMap<number, string>): string[] {
  return peopleProgress(fold, names, [])
    .slice(0, peopleShownMax)
    .flatMap(({ name }) => (name === '' ? [] : [name]));
}

function countedSkus(fold: SheetFold): number {
  let count = 0;
  for (const sku of fold.sheet.skus()) if (fold.sheet.lineOf(sku)) count += 1;
  return count;
}

/** When the rest will be counted at the pace of the last minutes; null where nobody counts. */
function endOf(fold: SheetFold, expected: number, counted: number, nowMs: number): number | null {
  const left = expected - counted;
  if (left <= 0) return null;
  const since = nowMs / 1000 - paceSeconds;
  const firstBySku = new Map<SkuId, number>();
  let began = Number.POSITIVE_INFINITY;
  for (const entry of fold.sheet.entries.values()) {
    const meaning = fold.sheet.meaningOf(entry);
    if (!meaning) continue;
    began = Math.min(began, entry.atSeconds);
    firstBySku.set(meaning.sku, Math.min(firstBySku.get(meaning.sku) ?? Infinity, entry.atSeconds));
  }
  const fresh = [...firstBySku.values()].filter((at) => at >= since).length;
  const seconds = Math.min(paceSeconds, Math.max(60, nowMs / 1000 - began));
  return fresh === 0 ? null : Math.round(nowMs + (left / fresh) * seconds * 1000);
}

export interface ViewParts {
  readonly present: readonly Present[];
  readonly nowMs: number;
}

export async function viewOf(
  sql: Queries,
  viewer: Viewer,
  listed: Listed,
  row: StocktakeRow,
  fold: SheetFold,
  { present, nowMs }: ViewParts,
): Promise<StocktakeView> {
  const accounts = new Set<number>([
    listed.createdBy,
    ...(listed.committedBy === null ? [] : [listed.committedBy]),
  ]);
  for (const counter of fold.sheet.counters.keys()) accounts.add(accountOf(counter));
  const names = await readNames(sql, viewer, [...accounts]);
  const last = newestEntries(fold);
  return {
    ...row,
    locationId: listed.locationId,
    zones: listed.zones,
    position: await readHead(sql, listed.locationId),
    nowMs,
    createdBy: names.get(listed.createdBy) ?? '',
    committedBy: listed.committedBy === null ? null : (names.get(listed.committedBy) ?? ''),
    isUncountedZero: listed.isUncountedZero,
    zoneProgress: zoneProgress(listed.zones, fold),
    peopleProgress: peopleProgress(fold, names, present),
    lastEntries: await withSkuNames(sql, last, fold),
    unknownCodes: fold.sheet.unknown.size,
    may: {
      count: row.state === 'counting' && mayDo(viewer, 'count.stocktake'),
      review: mayDo(viewer, 'review.stocktake'),
      commit: mayDo(viewer, 'commit.stocktake'),
      approve: mayDo(viewer, 'approve.stocktake'),
    },
  };
}

function zoneProgress(zones: readonly string[], fold: SheetFold): ZoneProgress[] {
  const done = new Map<number, boolean>();
  const newest = new Map<number, number>();
  for (const [key, state] of fold.zoneStates) {
    const zone = Number.parseInt(key.slice(0, key.indexOf(':')), 36);
    if ((newest.get(zone) ?? 0) > state.atSeconds) continue;
    newest.set(zone, state.atSeconds);
    done.set(zone, state.isDone);
  }
  const rows = zones.map((name, index) => ({ zone: index + 1, name }));
  if (fold.sheet.zones.get(0)?.entries) rows.unshift({ zone: 0, name: '' });
  return rows.map(({ zone, name }) => {
    const state = fold.sheet.zones.get(zone);
    return {
      zone,
      name,
      skus: state?.skus.size ?? 0,
      entries: state?.entries ?? 0,
      units: state?.units ?? 0,
      isDone: done.get(zone) ?? false,
    };
  });
}

function peopleProgress(
  fold: SheetFold,
  names: ReadonlyMap<number, string>,
  present: readonly Present[],
): PersonProgress[] {
  const byAccount = new Map<
    number,
    { entries: number; units: number; lastAtMs: number; zone: number | null; devices: Set<string> }
  >();
  for (const [counter, state] of fold.sheet.counters) {
    const account = accountOf(counter);
    const sum = byAccount.get(account) ?? {
      entries: 0,
      units: 0,
      lastAtMs: 0,
      zone: null,
      devices: new Set<string>(),
    };
    sum.entries += state.entries;
    sum.units += state.units;
    if (state.lastAtSeconds * 1000 >= sum.lastAtMs) {
      sum.lastAtMs = state.lastAtSeconds * 1000;
      sum.zone = fold.sheet.entries.get(entryKey(counter, state.lastNumber))?.zone ?? sum.zone;
    }
    const device = fold.deviceByCounter.get(counter);
    if (device) sum.devices.add(device);
    byAccount.set(account, sum);
  }
  const here = new Set<number>(present.map(({ accountId }) => accountId));
  return [...byAccount]
    .map(([accountId, { devices, ...sum }]) => ({
      accountId,
      name: names.get(accountId) ?? '',
      devices: [...devices],
      ...sum,
      isHere: here.has(accountId),
    }))
    .sort((a, b) => b.units - a.units || a.accountId - b.accountId);
}

function newestEntries(fold: SheetFold): Entry[] {
  const newest: Entry[] = [];
  for (const entry of fold.sheet.entries.values()) {
    if (newest.length === lastEntriesMax && entry.atSeconds <= (newest.at(-1)?.atSeconds ?? 0)) continue;
    const at = newest.findIndex((other) => other.atSeconds <= entry.atSeconds);
    newest.splice(at === -1 ? newest.length : at, 0, entry);
    newest.length = Math.min(newest.length, lastEntriesMax);
  }
  return newest;
}

async function withSkuNames(sql: Queries, entries: readonly Entry[], fold: SheetFold): Promise<LastEntry[]> {
  const skus = entries.flatMap((entry) => fold.sheet.meaningOf(entry)?.sku ?? []);
  const names = await readSkuNames(sql, skus);
  return entries.map((entry) => {
    const meaning = fold.sheet.meaningOf(entry);
    const name = meaning && names.get(meaning.sku);
    const key = entryKey(entry.counter, entry.number);
    return {
      key,
      accountId: accountOf(entry.counter),
      skuId: meaning?.sku ?? null,
      barcode: entry.counted.kind === 'barcode' ? entry.counted.barcode : null,
      skuNameZh: name?.nameZh ?? '',
      skuNameEn: name?.nameEn ?? '',
      zone: entry.zone,
      quantity: meaning?.quantity ?? entry.quantity,
      atMs: entry.atSeconds * 1000,
      isVoided: fold.sheet.voided.has(key),
    };
  });
}

export async function readNames(
  sql: Queries,
  viewer: Viewer,
  accounts: readonly number[],
): Promise<Map<number, string>> {
  if (accounts.length === 0) return new Map();
  const rows = await sql<{ id: number; zh: string; en: string }[]>`
    select id, name_zh as zh, name_en as en from accounts where id = any(${numberArray(accounts)}::text::int[])`;
  return new Map(rows.map(({ id, zh, en }) => [id, viewer.language === 'en' ? en : zh]));
}

export async function readSkuNames(
  sql: Queries,
  skus: readonly number[],
): Promise<Map<number, { code: string; nameZh: string; nameEn: string }>> {
  if (skus.length === 0) return new Map();
  const rows = await sql<{ id: number; code: string; nameZh: string; nameEn: string }[]>`
    select id, code, name_zh as "nameZh", name_en as "nameEn" from skus where id = any(${numberArray(skus)}::text::int[])`;
  return new Map(rows.map((row) => [row.id, row]));
}
