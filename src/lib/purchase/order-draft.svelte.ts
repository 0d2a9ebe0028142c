import { orderedOf } from '#domain/purchase/order.ts';
import { taxOf, valueAt } from '#domain/purchase/price.ts';
import { businessDayOf } from '#domain/store/business-day.ts';
import type { PurchaseActRequest } from '#protocol/purchase/command.ts';
import type { PurchaseLineView, PurchaseView } from '#protocol/purchase/views.ts';

export interface DraftLine {
  readonly skuId: number;
  readonly name: string;
  readonly code: string;
  readonly unit: string;
  readonly pack: number;
  readonly packs: number;
  /** Null: not for these eyes, or as the list has it. */
  readonly price: number | null;
  readonly taxPoints: number;
  readonly reason: string;
  readonly expectedDay: number | null;
  /** What is known of it; undefined for goods that were added here and not saved. */
  readonly known: PurchaseLineView | undefined;
}

type NameOf = (line: PurchaseLineView) => { readonly name: string; readonly unit: string };

/** What somebody makes of a draft before it is saved. Typing is kept when the order moves on elsewhere. */
export class OrderDraft {
  #lines = $state.raw<readonly DraftLine[]>([]);
  #note = $state('');
  #expectedDay = $state<number | null>(null);
  #version = $state(0);
  #isDirty = $state(false);

  get lines(): readonly DraftLine[] {
    return this.#lines;
  }
  get note(): string {
    return this.#note;
  }
  get expectedDay(): number | null {
    return this.#expectedDay;
  }
  /** The version that was typed upon. */
  get version(): number {
    return this.#version;
  }
  get isDirty(): boolean {
    return this.#isDirty;
  }

  /** Takes what the server has. What is typed stays unless it is dropped. */
  take(view: PurchaseView, nameOf: NameOf, isDropped = false): void {
    if (this.#isDirty && !isDropped) return;
    this.#version = view.card.version;
    this.#note = view.card.note;
    this.#expectedDay = view.card.expectedDay;
    this.#isDirty = false;
    this.#lines = view.lines.map((line) => ({
      skuId: line.skuId,
      code: line.skuCode,
      ...nameOf(line),
      pack: line.pack,
      packs: line.packs,
      price: line.price,
      taxPoints: line.taxPoints,
      reason: line.reason,
      expectedDay: line.expectedDay,
      known: line,
    }));
  }

  set(skuId: number, part: Partial<Pick<DraftLine, 'pack' | 'packs' | 'price' | 'reason'>>): void {
    const isBad = Object.values(part).some(
      (value) => typeof value === 'number' && (!Number.isSafeInteger(value) || value < 0),
    );
    if (isBad || part.pack === 0) return;
    this.#lines = this.#lines.map((line) => (line.skuId === skuId ? { ...line, ...part } : line));
    this.#isDirty = true;
  }

  add(line: Omit<DraftLine, 'known' | 'packs' | 'reason' | 'expectedDay' | 'price' | 'taxPoints'>): void {
    const known = this.#lines.find((one) => one.skuId === line.skuId);
    if (known) return this.set(line.skuId, { packs: known.packs + 1 });
    this.#lines = [
      ...this.#lines,
      { ...line, packs: 1, price: null, taxPoints: 0, reason: '', expectedDay: null, known: undefined },
    ];
    this.#isDirty = true;
  }

  remove(skuId: number): void {
    this.#lines = this.#lines.filter((line) => line.skuId !== skuId);
    this.#isDirty = true;
  }

  setNote(note: string): void {
    this.#note = note;
    this.#isDirty = true;
  }

  /** `2026-11-28`, or nothing. */
  setExpected(text: string): void {
    this.#expectedDay = businessDayOf(text) ?? null;
    this.#isDirty = true;
  }

  get act(): PurchaseActRequest {
    return {
      kind: 'write',
      version: this.#version,
      expectedDay: this.#expectedDay,
      note: this.#note,
      lines: this.#lines.map(({ skuId, pack, packs, price, expectedDay, reason }) => ({
        sku: skuId,
        pack,
        packs,
        price,
        expectedDay,
        reason,
      })),
    };
  }
}

export interface Totals {
  readonly value: number;
  readonly tax: number;
}

/** Fen of an order as it stands; undefined where a price is not known. */
export function totalsOf(
  lines: readonly Pick<DraftLine, 'pack' | 'packs' | 'price' | 'taxPoints'>[],
  invoice: 'special' | 'plain',
): Totals | undefined {
  let value = 0;
  let tax = 0;
  for (const line of lines) {
    if (line.packs === 0) continue;
    if (line.price === null) return undefined;
    const amount = valueAt(line.price, line.pack, orderedOf(line));
    value += amount;
    tax += taxOf(amount, line.taxPoints, invoice);
  }
  return { value, tax };
}

/** How much dearer (or cheaper) than the supplier's list a pack is, as a share; undefined where there is nothing to compare. */
export function dearerOf(line: DraftLine): number | undefined {
  const { known, price, pack } = line;
  if (price === null || !known?.listPrice || !known.listPack) return undefined;
  const listed = (known.listPrice * pack) / known.listPack;
  const share = (price - listed) / listed;
  return Math.abs(share) < 0.0005 ? undefined : share;
}

/** Fen from what a person types in yuan: digits and at most two decimals; undefined where it is none. */
export function fenOf(text: string): number | undefined {
  const found = /^\s*(\d{1,7})(?:[.．](\d{1,2}))?\s*$/.exec(text.replaceAll(',', ''));
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : undefined;
}
