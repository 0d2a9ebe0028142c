import { cleanBarcode, isGtin } from '#domain/catalog/barcode.ts';
import type { SkuBarcode, SkuPack, SkuRecord } from '#domain/catalog/sku.ts';
import type { SkuCard } from '#protocol/catalog/views.ts';
import { parseWhole, parseYuan, yuanText } from './amount.ts';

export type DraftTrouble = 'needed' | 'money' | 'whole' | 'tax';

/** What a person types into the record of a SKU: texts, until they are read. */
export class SkuDraft {
  code = $state('');
  nameZh = $state('');
  nameEn = $state('');
  spec = $state('');
  brand = $state('');
  color = $state('');
  size = $state('');
  categoryId = $state('');
  supplierId = $state('');
  unitZh = $state('件');
  unitEn = $state('pc');
  packQuantity = $state('1');
  price = $state('0.00');
  cost = $state('0.00');
  tax = $state('13');
  barcodes = $state<{ barcode: string; quantity: string }[]>([]);
  packs = $state<{ nameZh: string; quantity: string }[]>([]);
  readonly productId: number | null;
  readonly #hasCost: boolean;
  readonly #hasSupplier: boolean;

  constructor(
    card: SkuCard | undefined,
    rights: { readonly hasCost: boolean; readonly hasSupplier: boolean },
  ) {
    this.#hasCost = rights.hasCost;
    this.#hasSupplier = rights.hasSupplier;
    this.productId = card?.productId ?? null;
    if (!card) return;
    for (const field of [
      'code',
      'nameZh',
      'nameEn',
      'spec',
      'brand',
      'color',
      'size',
      'unitZh',
      'unitEn',
    ] as const)
      this[field] = card[field];
    this.categoryId = String(card.categoryId ?? '');
    this.supplierId = String(card.supplierId ?? '');
    this.packQuantity = String(card.packQuantity);
    this.price = yuanText(card.price);
    this.cost = yuanText(card.cost ?? 0);
    this.tax = String(card.taxBasisPoints / 100);
    this.barcodes = card.barcodes.map((row) => ({ barcode: row.barcode, quantity: String(row.quantity) }));
    this.packs = card.packs.map((row) => ({ nameZh: row.nameZh, quantity: String(row.quantity) }));
  }

  /** What can't be read yet, by field. */
  get troubles(): Readonly<Record<string, DraftTrouble>> {
    const troubles: Record<string, DraftTrouble> = {};
    for (const field of ['code', 'nameZh', 'unitZh'] as const)
      if (this[field].trim() === '') troubles[field] = 'needed';
    if (parseWhole(this.packQuantity) === undefined) troubles['packQuantity'] = 'whole';
    if (parseYuan(this.price) === undefined) troubles['price'] = 'money';
    if (parseYuan(this.cost) === undefined) troubles['cost'] = 'money';
    if (this.#tax() === undefined) troubles['tax'] = 'tax';
    for (const [index, row] of this.barcodes.entries())
      if (cleanBarcode(row.barcode) !== '' && parseWhole(row.quantity) === undefined)
        troubles[`barcode${index}`] = 'whole';
    for (const [index, row] of this.packs.entries())
      if (row.nameZh.trim() !== '' && parseWhole(row.quantity) === undefined)
        troubles[`pack${index}`] = 'whole';
    return troubles;
  }

  /** A code of a length that has a check digit, and the wrong one: allowed, but said. */
  isDoubtful(barcode: string): boolean {
    const code = cleanBarcode(barcode);
    return /^(\d{8}|\d{12,14})$/.test(code) && !isGtin(code);
  }

  /** The record as it stands; undefined while something can't be read. Fields the person may not see are not in it. */
  read(): Partial<SkuRecord> | undefined {
    if (Object.keys(this.troubles).length > 0) return undefined;
    const barcodes = this.barcodes.flatMap((row): SkuBarcode[] => {
      const barcode = cleanBarcode(row.barcode);
      return barcode === '' ? [] : [{ barcode, quantity: parseWhole(row.quantity) ?? 1 }];
    });
    const packs = this.packs.flatMap((row): SkuPack[] => {
      const nameZh = row.nameZh.trim();
      return nameZh === '' ? [] : [{ nameZh, nameEn: nameZh, quantity: parseWhole(row.quantity) ?? 1 }];
    });
    return {
      code: this.code.trim(),
      nameZh: this.nameZh.trim(),
      nameEn: this.nameEn.trim() || this.nameZh.trim(),
      spec: this.spec,
      brand: this.brand,
      color: this.color,
      size: this.size,
      categoryId: this.categoryId === '' ? null : Number(this.categoryId),
      unitZh: this.unitZh.trim(),
      unitEn: this.unitEn.trim() || this.unitZh.trim(),
      packQuantity: parseWhole(this.packQuantity) ?? 1,
      price: parseYuan(this.price) ?? 0,
      taxBasisPoints: this.#tax() ?? 0,
      barcodes: barcodes.toSorted((a, b) => a.quantity - b.quantity || (a.barcode < b.barcode ? -1 : 1)),
      packs: packs.toSorted((a, b) => a.quantity - b.quantity || (a.nameZh < b.nameZh ? -1 : 1)),
      ...(this.#hasCost ? { cost: parseYuan(this.cost) ?? 0 } : {}),
      ...(this.#hasSupplier ? { supplierId: this.supplierId === '' ? null : Number(this.supplierId) } : {}),
    };
  }

  #tax(): number | undefined {
    const points = parseYuan(this.tax);
    return points === undefined || points > 10_000 ? undefined : points;
  }
}
