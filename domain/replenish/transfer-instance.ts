/** What the transfer solver is given and gives, and what a set of moves is worth. */
export interface TransferItem {
  readonly sku: number;
  /** Money a sale earns. */
  readonly margin: number;
  /** Units each store may give. */
  readonly x: readonly number[];
  /** [store][n]: chance that the n-th unit given away would have sold there; rises with n. */
  readonly give: readonly ArrayLike<number>[];
  /** [store][n]: chance that the n-th unit received sells; falls with n. */
  readonly take: readonly ArrayLike<number>[];
}

export interface TransferInstance {
  readonly stores: number;
  readonly unitCost: number;
  readonly docCost: number;
  readonly items: readonly TransferItem[];
}

export interface Move {
  readonly from: number;
  readonly to: number;
  /** Place of the item in the instance. */
  readonly item: number;
  readonly quantity: number;
}

/** What a set of moves is worth: the objective, for tests, benches and the sentence beside a suggestion. */
export function worthOf(instance: TransferInstance, moves: readonly Move[]): number {
  const given = new Map<string, number>();
  const got = new Map<string, number>();
  const documents = new Set<string>();
  let worth = 0;
  for (const { from, to, item, quantity } of moves) {
    documents.add(`${from}>${to}`);
    const goods = instance.items[item];
    if (!goods) throw new RangeError(`no item ${item}`);
    for (let i = 0; i < quantity; i++) {
      const g = given.get(`${item}:${from}`) ?? 0;
      const t = got.get(`${item}:${to}`) ?? 0;
      worth += goods.margin * ((goods.take[to]?.[t] ?? 0) - (goods.give[from]?.[g] ?? 1)) - instance.unitCost;
      given.set(`${item}:${from}`, g + 1);
      got.set(`${item}:${to}`, t + 1);
    }
  }
  return worth - documents.size * instance.docCost;
}
