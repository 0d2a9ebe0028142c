import type { SkuId } from '#domain/catalog/ids.ts';
import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import { needsApproval, varianceValues } from '#domain/stocktake/approval.ts';
import { likelyCausesOf, type CauseFacts } from '#domain/stocktake/cause.ts';
import { accountOf } from '#domain/stocktake/entry.ts';
import { settleLine, type SettledLine } from '#domain/stocktake/settle.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import type { SheetFold } from '#protocol/stocktake/sheet-fold.ts';
import type { PlanHints, Review, ReviewLine } from '#protocol/stocktake/views.ts';
import type { LocationDirectory } from '../platform/company.ts';
import type { Queries } from '../platform/database.ts';
import { numberArray } from '../stock/pg-array.ts';
import { readLater } from './book.ts';
import { readAmounts } from './commit.ts';
import { readNames } from './progress.ts';
import type { StocktakeRecord } from './rows.ts';
import { settleSheet, zeroLines } from './settle-sheet.ts';
import { readPhotos, unknownCodes } from './unknown-codes.ts';

/** Lines that one review shows; the smallest differences beyond it are only counted. */
export const reviewLinesMax = 1000;
/** Movements that are shown around a count. */
const aroundMax = 6;

interface SkuFacts {
  readonly id: SkuId;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly price: number;
  readonly packQuantity: number;
  readonly categoryId: number | null;
  readonly cost: number;
  readonly inTransit: number;
}

/** The differences of a sheet as they stand now, the largest first, each with what may explain it. */
export async function reviewSheet(
  sql: Queries,
  viewer: Viewer,
  record: StocktakeRecord,
  fold: SheetFold,
  isUncountedZero: boolean,
  locations: LocationDirectory,
  /** Who may be asked to count again. */
  counters: PlanHints['people'],
): Promise<Review> {
  const settled = await settleSheet(sql, record, fold);
  const zero = zeroLines(settled);
  const all = isUncountedZero ? [...settled.lines, ...zero] : settled.lines;
  const amounts = await readAmounts(sql, all);
  const values = varianceValues(amounts.values());
  const zeroAmounts = await readAmounts(sql, zero);
  const shownLines = all.filter(
    (line) => line.variance !== 0 || line.state === 'asked' || line.state === 'left',
  );
  const facts = await readFacts(sql, record.locationId, shownLines, locations);
  const used = (line: SettledLine): number => usedVariance(line);
  const weight = (line: SettledLine): number =>
    Math.abs((line.variance === 0 ? used(line) : line.variance) * (facts.get(line.sku)?.price ?? 0));
  const sorted = shownLines.toSorted((a, b) => weight(b) - weight(a) || a.sku - b.sku);
  const lines = sorted.slice(0, reviewLinesMax);
  const later = await readLater(
    sql,
    record.locationId,
    lines.filter(({ variance }) => variance !== 0),
  );
  const moved = await readLater(
    sql,
    record.locationId,
    lines
      .filter(({ from, through }) => from < through)
      .map(({ sku, from }) => ({ sku, from, through: from })),
  );
  const causes = likelyCausesOf(lines, (sku) => causeFacts(facts.get(sku), later.get(sku)));
  const photos = await readPhotos(sql, record.id);
  const people = await readPeople(sql, viewer, fold);
  const hash = settled.hashOf(isUncountedZero);
  const recounts = [...fold.sheet.skus()].filter((sku) => !settled.countedBySku.has(sku));
  const recountNames = await readFacts(
    sql,
    record.locationId,
    recounts.map((sku) => ({ sku })),
    locations,
  );
  return {
    linesHash: hash,
    position: settled.position,
    countedSkus: settled.lines.length,
    expectedSkus: Math.max(settled.expected, settled.lines.length),
    uncounted: {
      skus: settled.uncounted.size,
      units: zero.reduce((sum, { variance }) => sum + variance, 0),
      amount: [...zeroAmounts.values()].reduce((sum, amount) => sum + amount, 0),
    },
    fine: settled.lines.filter(({ state, variance }) => state === 'fine' && variance === 0).length,
    asked: settled.lines.filter(({ state }) => state === 'asked').length,
    lines: lines.map((line) => {
      const sku = facts.get(line.sku);
      const comments = fold.commentsBySku.get(line.sku) ?? [];
      return {
        skuId: line.sku,
        skuCode: sku?.code ?? '',
        skuNameZh: sku?.nameZh ?? '',
        skuNameEn: sku?.nameEn ?? '',
        state: line.state,
        counted: line.counted,
        book: line.book,
        least: line.least,
        most: line.most,
        movedIn: line.movedIn,
        movedOut: line.movedOut,
        fromPosition: line.from,
        throughPosition: line.through,
        variance: line.variance,
        varianceIfUsed: used(line),
        amount: line.variance * (sku?.price ?? 0),
        value: maySee(viewer, 'cost') ? line.variance * (sku?.cost ?? 0) : null,
        causes: causes.get(line.sku) ?? [],
        around: (moved.get(line.sku) ?? later.get(line.sku) ?? []).slice(0, aroundMax),
        rounds: roundsOf(fold, line.sku, people),
        round: fold.sheet.roundOf(line.sku),
        askedAccountId: fold.askedBySku.get(line.sku) ?? null,
        comments: comments.map(({ counter, text }) => ({ name: people.get(accountOf(counter)) ?? '', text })),
        photos: photos.filter(({ skuId }) => skuId === line.sku).map(({ number }) => number),
      } satisfies ReviewLine;
    }),
    linesLeftOff: sorted.length - lines.length,
    unknown: unknownCodes(fold, people, photos),
    recounts: recounts.slice(0, reviewLinesMax).map((sku) => ({
      skuId: sku,
      skuNameZh: recountNames.get(sku)?.nameZh ?? '',
      skuNameEn: recountNames.get(sku)?.nameEn ?? '',
      round: fold.sheet.roundOf(sku),
    })),
    gain: values.gain,
    loss: values.loss,
    needsApproval: needsApproval({ total: record.totalLimit, line: record.lineLimit }, values),
    approvals: await readApprovals(sql, viewer, record.id, hash),
    accountId: viewer.accountId,
    people: counters.map(({ accountId, nameZh, nameEn }) => ({
      accountId,
      name: viewer.language === 'en' ? nameEn : nameZh,
    })),
  };
}

/** What "use my count" would post of a line, whatever was chosen so far. */
function usedVariance(line: SettledLine): number {
  const { sku, counted, from, through, book, movedIn, movedOut } = line;
  return settleLine(
    { sku, counted, from, through, entries: 1, round: 1 },
    { book, movedIn, movedOut },
    'use_count',
  ).variance;
}

async function readFacts(
  sql: Queries,
  location: LocationId,
  lines: readonly { readonly sku: SkuId }[],
  locations: LocationDirectory,
): Promise<Map<SkuId, SkuFacts>> {
  if (lines.length === 0) return new Map();
  const store = locations.of(location)?.storeId;
  const transit = store === undefined ? undefined : locations.transitOf(store as StoreId);
  const rows = await sql<SkuFacts[]>`
    select k.id, k.code, k.name_zh as "nameZh", k.name_en as "nameEn", k.price, k.pack_quantity as "packQuantity", k.category_id as "categoryId",
      (case when l.on_hand > 0 then round(l.value::numeric / l.on_hand) when l.cost_quantity > 0 then round(l.cost_value::numeric / l.cost_quantity)
        else k.cost end)::bigint as cost, coalesce(w.on_hand, 0)::bigint as "inTransit"
    from skus k left join levels l on l.sku_id = k.id and l.location_id = ${location}
    left join levels w on w.sku_id = k.id and w.location_id = ${transit ?? 0}
    where k.id = any(${numberArray(lines.map(({ sku }) => sku))}::text::int[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

function causeFacts(facts: SkuFacts | undefined, later: CauseFacts['later'] | undefined): CauseFacts {
  return {
    later: later ?? [],
    inTransit: facts?.inTransit ?? 0,
    packQuantity: facts?.packQuantity ?? 1,
    categoryId: facts?.categoryId ?? null,
  };
}

function roundsOf(fold: SheetFold, sku: SkuId, people: ReadonlyMap<number, string>): ReviewLine['rounds'] {
  const rounds = [];
  for (let round = 1; round <= fold.sheet.roundOf(sku); round++) {
    const line = fold.sheet.lineOf(sku, round);
    if (!line) continue;
    const accounts = new Set([...line.entries].map((key) => accountOf(key)));
    rounds.push({ round, counted: line.total, people: [...accounts].map((id) => people.get(id) ?? '') });
  }
  return rounds;
}

async function readPeople(sql: Queries, viewer: Viewer, fold: SheetFold): Promise<Map<number, string>> {
  return readNames(sql, viewer, [...new Set([...fold.sheet.counters.keys()].map(accountOf))]);
}

async function readApprovals(
  sql: Queries,
  viewer: Viewer,
  id: number,
  hash: string,
): Promise<Review['approvals']> {
  const rows = await sql<{ accountId: number; zh: string; en: string; hash: string; atMs: number }[]>`
    select p.account_id as "accountId", a.name_zh as zh, a.name_en as en, p.lines_hash as hash, (extract(epoch from p.approved_at) * 1000)::bigint as "atMs"
    from stocktake_approvals p join accounts a on a.id = p.account_id where p.stocktake_id = ${id} order by p.approved_at desc limit 20`;
  return rows.map(({ accountId, zh, en, hash: of, atMs }) => ({
    accountId,
    name: viewer.language === 'en' ? en : zh,
    isCurrent: of === hash,
    atMs,
  }));
}
