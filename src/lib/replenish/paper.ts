import { documentGain } from '#domain/replenish/price-line.ts';
import type { ReplenishRun, SuggestionView } from '#protocol/replenish/views.ts';

/** The lines of a run that go from one store to another: what is accepted at once. */
export interface Paper {
  readonly key: string;
  readonly sourceId: number;
  readonly targetId: number;
  readonly lines: readonly SuggestionView[];
}

export type PaperState = 'open' | 'accepted' | 'rejected';

export function papersOf(suggestions: readonly SuggestionView[]): readonly Paper[] {
  const groups = Map.groupBy(suggestions, ({ sourceId, targetId }) => `${sourceId}-${targetId}`);
  return [...groups].flatMap(([key, lines]) => {
    const [first] = lines;
    return first ? [{ key, sourceId: first.sourceId, targetId: first.targetId, lines }] : [];
  });
}

/** Open while a line is; then accepted if any line was. */
export function stateOf({ lines }: Paper): PaperState {
  if (lines.some(({ state }) => state === 'open')) return 'open';
  return lines.some(({ state }) => state === 'accepted') ? 'accepted' : 'rejected';
}

/** What stands in the quantity's field: what the person wrote, what was decided, what was proposed. */
export function quantityOf(line: SuggestionView, edits: Readonly<Record<number, number>>): number {
  return edits[line.id] ?? line.chosen ?? line.quantity;
}

/** Fen that the document brings with these quantities; null for those who may not see what sales earn. */
export function gainOf(
  paper: Paper,
  run: Pick<ReplenishRun, 'unitCost' | 'docCost'>,
  edits: Readonly<Record<number, number>>,
): { readonly gain: number; readonly gross: number; readonly cost: number } | null {
  const lines: (SuggestionView & { readonly margin: number; readonly quantity: number })[] = [];
  for (const line of paper.lines) {
    if (line.margin === null) return null;
    lines.push({ ...line, margin: line.margin, quantity: quantityOf(line, edits) });
  }
  return documentGain(lines, run.unitCost, run.docCost);
}
