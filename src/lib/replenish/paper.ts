import { documentGain } from '#domain/replenish/price-line.ts';
import type { ReplenishRun, SuggestionView } from '#protocol/replenish/views.ts';

/** The lines of a run that go from one place, or supplier, to another: what is accepted at once. */
export interface Paper {
  readonly key: string;
  readonly sourceId: number | null;
  readonly supplierId: number | null;
  readonly targetId: number;
  readonly lines: readonly SuggestionView[];
}

export type PaperState = 'open' | 'accepted' | 'rejected';

export function papersOf(suggestions: readonly SuggestionView[]): readonly Paper[] {
  const groups = Map.groupBy(
    suggestions,
    ({ kind, sourceId, supplierId, targetId }) => `${kind} ${sourceId ?? supplierId} ${targetId}`,
  );
  return [...groups].flatMap(([key, lines]) => {
    const [first] = lines;
    if (!first) return [];
    const { sourceId, supplierId, targetId } = first;
    return [{ key, sourceId, supplierId, targetId, lines }];
  });
}

/** Open while a line is; then accepted if any line was. */
export function stateOf({ lines }: Paper): PaperState {
  if (lines.some(({ state }) => state === 'open')) return 'open';
  return lines.some(({ state }) => state === 'accepted') ? 'accepted' : 'rejected';
}

/** Where the draft that was made of it is looked at. */
export function draftOf({ lines }: Paper): string | undefined {
  for (const { transferId, purchaseId } of lines) {
    if (transferId !== null) return `/transfers/${transferId}`;
    if (purchaseId !== null) return `/purchases/${purchaseId}`;
  }
  return undefined;
}

/** What stands in the quantity's field: what the person wrote, what was decided, what was proposed. */
export function quantityOf(line: SuggestionView, edits: Readonly<Record<number, number>>): number {
  return edits[line.id] ?? line.chosen ?? line.quantity;
}

/** Whole packs, and no fewer than are sold at once; 0 stays 0. */
export function inPacks(
  { pack, packsMin }: Pick<SuggestionView, 'pack' | 'packsMin'>,
  quantity: number,
): number {
  return quantity <= 0 ? 0 : Math.max(packsMin, Math.ceil(quantity / pack)) * pack;
}

/** Fen that the goods cost, and whether that is less than the supplier wants; null for those who may not see it, and where nothing is bought. */
export function valueOf(
  paper: Paper,
  edits: Readonly<Record<number, number>>,
): { readonly value: number; readonly isSmall: boolean } | null {
  if (paper.supplierId === null) return null;
  let value = 0;
  for (const line of paper.lines) {
    if (line.packPrice === null) return null;
    value += (inPacks(line, quantityOf(line, edits)) / line.pack) * line.packPrice;
  }
  return { value, isSmall: value < (paper.lines[0]?.orderMin ?? 0) };
}

/** Fen that carrying a unit costs: a supplier brings its goods itself. */
export function unitCostOf(paper: Pick<Paper, 'supplierId'>, run: Pick<ReplenishRun, 'unitCost'>): number {
  return paper.supplierId === null ? run.unitCost : 0;
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
  return documentGain(lines, unitCostOf(paper, run), run.docCost);
}
