import { m } from '#messages';

const kindNames: Readonly<Record<string, () => string>> = {
  opening: m.kind_opening,
  receipt: m.kind_receipt,
  sale: m.kind_sale,
  return: m.kind_return,
  adjustment: m.kind_adjustment,
  write_off: m.kind_write_off,
  move: m.kind_move,
  dispatch: m.kind_dispatch,
  receive: m.kind_receive,
  reserve: m.kind_reserve,
  release: m.kind_release,
  reorder_point: m.kind_reorder_point,
  reversal: m.kind_reversal,
};

/** A kind of document in the reader's language; one that this page does not know stays as it came. */
export function kindName(kind: string): string {
  return kindNames[kind]?.() ?? kind;
}

const edgeNames: Readonly<Record<string, () => string>> = {
  supplier: m.counter_supplier,
  customer: m.counter_customer,
  loss: m.counter_loss,
  count: m.counter_count,
  opening: m.counter_opening,
  variance: m.counter_variance,
};

/** The other end of a movement: the edge of the company by its name, a store by its code, `>S001` as on its way there. */
export function counterpartName(counterpart: string): string {
  if (counterpart.startsWith('>')) return `${m.where_transit()} → ${counterpart.slice(1)}`;
  return edgeNames[counterpart]?.() ?? counterpart;
}

export function locationKindName(kind: 'shelf' | 'transit'): string {
  return kind === 'shelf' ? m.where_shelf() : m.where_transit();
}
