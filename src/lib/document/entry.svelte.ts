import { parseYuan, yuanText } from '../catalog/amount.ts';
import type { BarcodeMatch } from '#protocol/catalog/views.ts';
import { adjustmentCauses, writeOffCauses } from '#domain/stock/command.ts';
import type { PostRequest } from '#protocol/stock/command.ts';

/** What is entered by hand, line by line. Returns begin with the sale they belong to. */
export const entryKinds = [
  'receipt',
  'sale',
  'return',
  'adjustment',
  'write_off',
  'move',
  'opening',
] as const;
export type EntryKind = (typeof entryKinds)[number];

/** The goods of a line. */
export interface EntrySku {
  readonly skuId: number;
  readonly skuCode: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly unitZh: string;
  readonly unitEn: string;
  readonly packQuantity: number;
  /** What a base unit costs in this kind of document, fen; null where the person may not see it. */
  readonly each: number | null;
}

export interface EntryLine extends EntrySku {
  readonly key: string;
  /** As typed: `12`, or `3箱` for three cases. */
  readonly quantity: string;
  /** Yuan for a base unit, as typed. */
  readonly eachText: string;
  /** Yuan of the whole line where the person wrote it; otherwise it follows from the other two. */
  readonly amountText: string | null;
  /** Of a return: the line of the sale, and how many may still come back. */
  readonly ofLine: number | null;
  readonly most: number | null;
  /** What the ledger said of this line. */
  readonly refusal: string | null;
}

/** What is kept of an entry in the browser. */
export interface Draft {
  readonly id: string;
  readonly owner: string;
  readonly kind: EntryKind;
  readonly updatedAtMs: number;
  readonly storeId: number | null;
  readonly targetStoreId: number | null;
  readonly cause: string;
  readonly of: string;
  readonly lines: readonly EntryLine[];
  /** Made when the person pressed Post: sent again, it posts nothing twice. */
  readonly postKey: string | null;
}

export type LineTrouble = 'quantity' | 'zero' | 'most' | 'money';

/** The most lines of one document that are entered by hand. */
export const entryLinesMax = 1000;

/** Whether a kind of document has money in its lines, and which. */
export function moneyOf(kind: EntryKind): 'value' | 'amount' | undefined {
  if (kind === 'receipt' || kind === 'opening') return 'value';
  return kind === 'sale' ? 'amount' : undefined;
}

export function causesOf(kind: EntryKind): readonly string[] {
  if (kind === 'adjustment') return adjustmentCauses;
  return kind === 'write_off' ? writeOffCauses : [];
}

/** Base units of what a person typed: `12`, `-3` where a sign is meant, `2箱` or `2c` for cases. Undefined where it is none. */
export function unitsOf(text: string, packQuantity: number, isSigned: boolean): number | undefined {
  const plain = text.normalize('NFKC').trim().replace('−', '-');
  const match = /^([+-]?)(\d{1,10})\s*(箱|件装|cs?|case|x)?$/i.exec(plain);
  if (!match) return undefined;
  const size = Number(match[2]) * (match[3] ? packQuantity : 1);
  if (!Number.isSafeInteger(size) || (match[1] === '-' && !isSigned)) return undefined;
  return match[1] === '-' ? -size : size;
}

/** An entry while somebody types it. */
export class Entry {
  readonly id: string;
  readonly owner: string;
  readonly kind: EntryKind;
  #storeId = $state<number | null>(null);
  #targetStoreId = $state<number | null>(null);
  #cause = $state('');
  #of = $state('');
  #lines = $state.raw<readonly EntryLine[]>([]);
  #postKey = $state<string | null>(null);
  /** Sent, and no answer: what was sent must not be changed until there is one. */
  isUnanswered = $state(false);
  readonly #newKey: () => string;

  constructor(kind: EntryKind, owner: string, newKey: () => string, draft?: Draft) {
    this.kind = kind;
    this.owner = owner;
    this.#newKey = newKey;
    this.id = draft?.id ?? newKey();
    this.#cause = causesOf(kind)[0] ?? '';
    if (!draft) return;
    this.#storeId = draft.storeId;
    this.#targetStoreId = draft.targetStoreId;
    this.#cause = draft.cause;
    this.#of = draft.of;
    this.#lines = draft.lines;
    this.#postKey = draft.postKey;
    this.isUnanswered = draft.postKey !== null;
  }

  get storeId(): number | null {
    return this.#storeId;
  }
  set storeId(value: number | null) {
    this.#storeId = value;
    this.#touch();
  }
  get targetStoreId(): number | null {
    return this.#targetStoreId;
  }
  set targetStoreId(value: number | null) {
    this.#targetStoreId = value;
    this.#touch();
  }
  get cause(): string {
    return this.#cause;
  }
  set cause(value: string) {
    this.#cause = value;
    this.#touch();
  }
  get of(): string {
    return this.#of;
  }
  set of(value: string) {
    this.#of = value;
    this.#touch();
  }
  get lines(): readonly EntryLine[] {
    return this.#lines;
  }

  /** Adds what was scanned: again the same SKU, and its line grows. Answers the line's key. */
  add(match: BarcodeMatch, each: number | null, units = match.quantity): string {
    const known = this.#lines.find((line) => line.skuId === match.skuId && line.amountText === null);
    if (known && match.amount === null) {
      const before = unitsOf(known.quantity, known.packQuantity, true) ?? 0;
      this.change(known.key, { quantity: String(before + units) });
      return known.key;
    }
    const { skuId, skuCode, nameZh, nameEn, unitZh, unitEn, packQuantity } = match;
    return this.#put({
      skuId,
      skuCode,
      nameZh,
      nameEn,
      unitZh,
      unitEn,
      packQuantity,
      each,
      quantity: String(units),
      eachText: each === null ? '' : yuanText(each),
      amountText: match.amount === null || moneyOf(this.kind) !== 'amount' ? null : yuanText(match.amount),
      ofLine: null,
      most: null,
    });
  }

  /** A line of a sale that may come back. */
  addReturnable(sku: EntrySku, ofLine: number, most: number): void {
    this.#put({ ...sku, quantity: '0', eachText: '', amountText: null, ofLine, most });
  }

  #put(line: Omit<EntryLine, 'key' | 'refusal'>): string {
    const key = this.#newKey();
    if (this.#lines.length < entryLinesMax) this.#lines = [...this.#lines, { ...line, key, refusal: null }];
    this.#touch();
    return key;
  }

  change(key: string, change: Partial<Pick<EntryLine, 'quantity' | 'eachText' | 'amountText'>>): void {
    this.#lines = this.#lines.map((line) =>
      line.key === key ? { ...line, ...change, refusal: null } : line,
    );
    this.#touch();
  }

  remove(key: string): void {
    this.#lines = this.#lines.filter((line) => line.key !== key);
    this.#touch();
  }

  clearLines(): void {
    this.#lines = [];
    this.#touch();
  }

  /** Fen of a line: as written, or units times price. Undefined while one of them can't be read. */
  amountOf(line: EntryLine): number | undefined {
    if (line.amountText !== null) return parseYuan(line.amountText);
    const units = unitsOf(line.quantity, line.packQuantity, false);
    const each = parseYuan(line.eachText);
    return units === undefined || each === undefined ? undefined : units * each;
  }

  troubleOf(line: EntryLine): LineTrouble | undefined {
    const units = unitsOf(line.quantity, line.packQuantity, this.kind === 'adjustment');
    if (units === undefined) return 'quantity';
    if (line.most !== null) return units > line.most ? 'most' : undefined;
    if (units === 0) return 'zero';
    const isHidden = line.each === null && line.eachText === '' && line.amountText === null;
    return moneyOf(this.kind) && !isHidden && this.amountOf(line) === undefined ? 'money' : undefined;
  }

  get units(): number {
    return this.#lines.reduce((sum, line) => sum + (unitsOf(line.quantity, line.packQuantity, true) ?? 0), 0);
  }

  get amount(): number {
    return this.#lines.reduce((sum, line) => sum + (this.amountOf(line) ?? 0), 0);
  }

  /** What is missing before it can be posted. */
  get missing(): 'store' | 'target' | 'same' | 'lines' | 'trouble' | undefined {
    if (this.kind !== 'return' && this.#storeId === null) return 'store';
    if (this.kind === 'move' && this.#targetStoreId === null) return 'target';
    if (this.kind === 'move' && this.#targetStoreId === this.#storeId) return 'same';
    const wanted = this.#lines.filter(
      (line) => line.most === null || (unitsOf(line.quantity, 1, false) ?? 0) > 0,
    );
    if (wanted.length === 0) return 'lines';
    return this.#lines.some((line) => this.troubleOf(line) !== undefined) ? 'trouble' : undefined;
  }

  /** What is sent; undefined while something is missing. */
  request(): PostRequest | undefined {
    if (this.missing !== undefined) return undefined;
    const units = (line: EntryLine) => unitsOf(line.quantity, line.packQuantity, true) ?? 0;
    const plain = this.#lines.map((line) => ({ skuId: line.skuId, quantity: units(line) }));
    const storeId = this.#storeId ?? 0;
    switch (this.kind) {
      case 'receipt':
      case 'opening':
        return {
          kind: this.kind,
          storeId,
          lines: this.#lines.map((line) => ({
            skuId: line.skuId,
            quantity: units(line),
            value: this.amountOf(line) ?? null,
          })),
        };
      case 'sale':
        return {
          kind: 'sale',
          storeId,
          happened: false,
          lines: this.#lines.map((line) => ({
            skuId: line.skuId,
            quantity: units(line),
            amount: this.amountOf(line) ?? 0,
          })),
        };
      case 'return':
        return {
          kind: 'return',
          of: this.#of,
          lines: this.#lines
            .filter((line) => units(line) > 0)
            .map((line) => ({ line: line.ofLine ?? 0, quantity: units(line) })),
        };
      case 'adjustment':
        return {
          kind: 'adjustment',
          storeId,
          cause: adjustmentCauses.find((cause) => cause === this.#cause) ?? 'other',
          lines: plain,
        };
      case 'write_off':
        return {
          kind: 'write_off',
          storeId,
          cause: writeOffCauses.find((cause) => cause === this.#cause) ?? 'other',
          lines: plain,
        };
      case 'move':
        return { kind: 'move', storeId, targetStoreId: this.#targetStoreId ?? 0, lines: plain };
    }
  }

  /** The key under which it is posted: one and the same until there is an answer. */
  postKey(): string {
    this.#postKey ??= this.#newKey();
    return this.#postKey;
  }

  /** The ledger refused: what is wrong stands at the lines it is about, and what is sent next is another posting. */
  refused(sentence: string, skuId: number | undefined): void {
    this.isUnanswered = false;
    this.#postKey = null;
    this.#lines = this.#lines.map((line) => (line.skuId === skuId ? { ...line, refusal: sentence } : line));
  }

  toDraft(updatedAtMs: number): Draft {
    return {
      id: this.id,
      owner: this.owner,
      kind: this.kind,
      updatedAtMs,
      storeId: this.#storeId,
      targetStoreId: this.#targetStoreId,
      cause: this.#cause,
      of: this.#of,
      lines: this.#lines,
      postKey: this.isUnanswered ? this.#postKey : null,
    };
  }

  /** What was changed is another posting than the one before. */
  #touch(): void {
    if (!this.isUnanswered) this.#postKey = null;
  }
}
