/** What a line of a suggestion is worth at any quantity: the same in the browser as on the server. */
export interface PricedLine {
  /** Units that each chance stands for; 1 where it is left out. */
  readonly grain?: number;
  readonly take: ArrayLike<number>;
  readonly give: ArrayLike<number>;
  /** Fen a sale earns. */
  readonly margin: number;
}

/** Chances that a line carries at most for the quantity proposed. */
const chancesMax = 400;

/** Of a large quantity a chance stands for several units: a list stays short whatever is bought. */
export function grainOf(proposed: number): number {
  return Math.max(1, Math.ceil(proposed / chancesMax));
}

/** Units more that are sold if so many are carried. Beyond what was reckoned a unit sells for nothing and costs its source a sale. */
export function extraSales(line: Pick<PricedLine, 'grain' | 'take' | 'give'>, quantity: number): number {
  let extra = 0;
  const { grain = 1, take, give } = line;
  for (let n = 0; n < quantity; n += grain) {
    const at = n / grain;
    extra += ((take[at] ?? 0) - (give[at] ?? 1)) * Math.min(grain, quantity - n);
  }
  return extra;
}

/** Fen that a line brings before its share of the document. */
export function lineGain(line: PricedLine, quantity: number, unitCost: number): number {
  return Math.round(line.margin * extraSales(line, quantity)) - unitCost * quantity;
}

/** Fen that a document brings; `gross` and `cost` say whether it passes the hurdle. */
export function documentGain(
  lines: readonly (PricedLine & { readonly quantity: number })[],
  unitCost: number,
  docCost: number,
): { readonly gain: number; readonly gross: number; readonly cost: number } {
  let gross = 0;
  let cost = 0;
  for (const line of lines) {
    if (line.quantity === 0) continue;
    gross += Math.round(line.margin * extraSales(line, line.quantity));
    cost += unitCost * line.quantity;
  }
  if (cost > 0 || gross !== 0) cost += docCost;
  return { gain: gross - cost, gross, cost };
}
