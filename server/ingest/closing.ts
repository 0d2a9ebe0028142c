import { DraftGatherer, type Draft } from '#domain/ingest/draft.ts';
import { laneOf } from '#domain/ingest/lane.ts';
import type { TradeRow } from '#domain/ingest/row.ts';
import type { BusinessDay } from '#domain/store/business-day.ts';
import { Problems } from './problems.ts';
import { readDrafts, type DraftHooks } from './read-drafts.ts';
import type { Source } from './source.ts';

/**
 * Works out the opening from a snapshot of the end and the trade that led to it, so that loading both leaves what the
 * snapshot says: opening = snapshot + taken − brought. It stands on the day before the first of that trade.
 */
export async function* readOpeningBehind(
  source: Source,
  hooks: DraftHooks,
): AsyncGenerator<Draft, void, undefined> {
  const unitsBySku = new Map<string, Map<string, number>>();
  let firstDay = Number.POSITIVE_INFINITY;
  const add = (row: TradeRow, units: number): void => {
    let ofStore = unitsBySku.get(row.store);
    if (!ofStore) unitsBySku.set(row.store, (ofStore = new Map()));
    ofStore.set(row.sku, (ofStore.get(row.sku) ?? 0) + units);
  };
  // What is wrong with the trade is told where the trade itself is read.
  const quiet = { problems: new Problems(), onBytes: () => undefined };
  for (const trade of source.closingOf ?? []) {
    for await (const { lane, rows } of readDrafts(trade, quiet)) {
      for (const row of rows) {
        firstDay = Math.min(firstDay, row.when?.day ?? firstDay);
        if (lane.kind === 'sale' || lane.kind === 'write_off') add(row, Math.abs(row.units));
        else if (lane.kind === 'return' || lane.kind === 'receipt' || lane.kind === 'opening')
          add(row, -Math.abs(row.units));
        else if (lane.kind === 'adjustment') add(row, -row.units);
      }
    }
  }
  if (!Number.isFinite(firstDay)) return;
  const day = (source.day ?? firstDay - 1) as BusinessDay;
  for await (const { rows } of readDrafts({ ...source, day }, hooks))
    for (const row of rows) add(row, row.units);
  const gatherer = new DraftGatherer({ joinsRuns: true });
  for (const [store, ofStore] of unitsBySku) {
    for (const [sku, units] of ofStore) {
      if (units <= 0) continue;
      const row: TradeRow = {
        line: 0,
        when: { day, minute: null },
        store,
        sku,
        units,
        amount: null,
        cost: null,
        document: '',
        note: '',
        customer: '',
      };
      const lane = laneOf(row, 'opening', {});
      const trouble = typeof lane === 'string' ? undefined : hooks.onRow?.(row);
      if (typeof lane === 'string' || trouble) {
        hooks.problems.add({
          file: source.files[0] ?? '',
          line: 0,
          column: 'sku',
          code: trouble?.[1] ?? 'quantity.sign',
          text: sku,
        });
        continue;
      }
      const ended = gatherer.add(row, lane);
      if (ended) yield ended;
    }
  }
  const last = gatherer.end();
  if (last) yield last;
}

export function draftsOf(source: Source, hooks: DraftHooks): AsyncGenerator<Draft, void, undefined> {
  return source.closingOf ? readOpeningBehind(source, hooks) : readDrafts(source, hooks);
}
