/** The longest texts of a SKU's record, in characters. */
export const textLengthMax = { code: 40, name: 120, spec: 80, short: 40, contact: 120 } as const;
export const barcodesOfSkuMax = 40;
export const packsOfSkuMax = 12;
/** The most base units of one pack. */
export const packQuantityMax = 1_000_000;
/** SKUs that one act may change. */
export const batchSkusMax = 200_000;

export interface SkuBarcode {
  readonly barcode: string;
  /** Base units that one scan stands for. */
  readonly quantity: number;
}

export interface SkuPack {
  readonly nameZh: string;
  readonly nameEn: string;
  /** Base units in one of it, exactly. */
  readonly quantity: number;
}

/** What people write down of a SKU: what a change is a change of. Money in fen for a base unit. */
export interface SkuRecord {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly categoryId: number | null;
  readonly unitZh: string;
  readonly unitEn: string;
  readonly packQuantity: number;
  readonly price: number;
  readonly cost: number;
  readonly taxBasisPoints: number;
  readonly productId: number | null;
  readonly color: string;
  readonly size: string;
  readonly brand: string;
  readonly spec: string;
  readonly supplierId: number | null;
  readonly isActive: boolean;
  readonly barcodes: readonly SkuBarcode[];
  readonly packs: readonly SkuPack[];
}
export type SkuField = keyof SkuRecord;

export const newSku: Omit<SkuRecord, 'code' | 'nameZh' | 'nameEn'> = {
  categoryId: null,
  unitZh: '件',
  unitEn: 'pc',
  packQuantity: 1,
  price: 0,
  cost: 0,
  taxBasisPoints: 1300,
  productId: null,
  color: '',
  size: '',
  brand: '',
  spec: '',
  supplierId: null,
  isActive: true,
  barcodes: [],
  packs: [],
};

/** By field: what stood there and what stands there now. */
export type SkuChanges = {
  readonly [Field in SkuField]?: readonly [SkuRecord[Field] | null, SkuRecord[Field] | null];
};

export const skuFields = [
  'code',
  'nameZh',
  'nameEn',
  'categoryId',
  'unitZh',
  'unitEn',
  'packQuantity',
  'price',
  'cost',
  'taxBasisPoints',
  'productId',
  'color',
  'size',
  'brand',
  'spec',
  'supplierId',
  'isActive',
  'barcodes',
  'packs',
] as const satisfies readonly SkuField[];

/** What `set` changes of a record; nothing where it stands so already. */
export function changesOf(before: SkuRecord, set: Partial<SkuRecord>): SkuChanges {
  const changes: Partial<Record<SkuField, readonly [unknown, unknown]>> = {};
  for (const field of skuFields) {
    const after = set[field];
    if (after !== undefined && !isSame(before[field], after)) changes[field] = [before[field], after];
  }
  return changes as SkuChanges;
}

/** What takes changes back, as far as nobody changed the same field since; and the fields where somebody did. */
export function undoOf(
  current: SkuRecord,
  changes: SkuChanges,
): { readonly set: Partial<SkuRecord>; readonly lost: readonly SkuField[] } {
  const set: Partial<Record<SkuField, unknown>> = {};
  const lost: SkuField[] = [];
  for (const field of skuFields) {
    const change = changes[field];
    if (!change) continue;
    if (isSame(current[field], change[1])) set[field] = change[0];
    else lost.push(field);
  }
  return { set: set as Partial<SkuRecord>, lost };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

const lookAlikes: Readonly<Record<string, string>> = {
  O: '0',
  Q: '0',
  D: '0',
  О: '0',
  Ο: '0',
  I: '1',
  L: '1',
  '|': '1',
  І: '1',
  Ι: '1',
  Z: '2',
  S: '5',
  Ѕ: '5',
  B: '8',
  В: '8',
  Β: '8',
  А: 'A',
  Α: 'A',
  Е: 'E',
  Ε: 'E',
  К: 'K',
  М: 'M',
  Н: 'H',
  Р: 'P',
  С: 'C',
  Т: 'T',
  Х: 'X',
};

/** Codes that a person can't tell apart have one skeleton: `SKU-O1`, `sku 01` and `ＳＫＵ０１`. */
export function skeletonOf(code: string): string {
  return [...code.normalize('NFKC').toUpperCase()]
    .filter((character) => !/[\s\p{P}\p{Cf}]/u.test(character))
    .map((character) => lookAlikes[character] ?? character)
    .join('');
}

/** Names that differ only in blanks, width, case and marks are one. */
export function plainNameOf(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{P}\p{S}\p{Cf}]/gu, '');
}
