import { DraftGatherer, type Draft } from '#domain/ingest/draft.ts';
import { laneOf } from '#domain/ingest/lane.ts';
import { readTradeRow, type ProblemCode, type TradeRow } from '#domain/ingest/row.ts';
import type { BusinessDay } from '#domain/store/business-day.ts';
import type { Field } from '#domain/ingest/field.ts';
import { readFileRows } from './read-file.ts';
import type { Problems } from './problems.ts';
import type { Source } from './source.ts';

export interface DraftHooks {
  readonly problems: Problems;
  readonly onBytes: (bytes: number) => void;
  /** Looks at each good row; says what is wrong with it where something is. */
  readonly onRow?: (row: TradeRow) => readonly [Field, ProblemCode] | undefined;
}

/** The documents that the files of a source make, in the order of the files. Bad rows are reported and left out. */
export async function* readDrafts(source: Source, hooks: DraftHooks): AsyncGenerator<Draft, void, undefined> {
  const gatherer = new DraftGatherer({ joinsRuns: source.joinsRuns || source.kind === 'opening' });
  for (const file of source.files) {
    let rowNumber = 1;
    const report = (field: Field, code: ProblemCode, text: string): void => {
      hooks.problems.add({ file, line: rowNumber, column: source.map[field] ?? field, code, text });
    };
    for await (const { row: at, text } of readFileRows(file, source.map, hooks.onBytes)) {
      rowNumber = at;
      const read = readTradeRow(at, text, source, report);
      if (!read) continue;
      const row = withDay(read, source);
      if (row.when === null) {
        report('date', 'date.unreadable', text('date'));
        continue;
      }
      // A snapshot says 0 where a shelf is empty: that is no mistake and no opening.
      if (source.kind === 'opening' && row.units === 0) continue;
      const lane = laneOf(row, source.kind, source.rules);
      if (typeof lane === 'string') {
        report(lane === 'money.sign' ? 'amount' : 'quantity', lane, text('quantity'));
        continue;
      }
      const trouble = lane.kind === 'aside' ? undefined : hooks.onRow?.(row);
      if (trouble) {
        report(trouble[0], trouble[1], text(trouble[0]));
        continue;
      }
      if (lane.kind === 'aside') yield { lane, rows: [row] };
      else {
        const ended = gatherer.add(row, lane);
        if (ended) yield ended;
      }
    }
  }
  const last = gatherer.end();
  if (last) yield last;
}

function withDay(row: TradeRow, source: Source): TradeRow {
  if (row.when !== null || source.day === undefined) return row;
  return { ...row, when: { day: source.day as BusinessDay, minute: null } };
}
