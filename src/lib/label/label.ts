import type { GoodsRow } from '#protocol/catalog/views.ts';

export type LabelSize = '58' | '80' | 'shelf' | 'a4';

export interface LabelItem {
  readonly nameZh: string;
  readonly nameEn: string;
  readonly detail: string;
  readonly price: number;
  readonly unitZh: string;
  readonly unitEn: string;
  readonly code: string;
  /** What is drawn: the first barcode, else the code itself. */
  readonly barcode: string;
  readonly isCode: boolean;
}

/** The most labels of one printing. */
export const labelsMax = 1000;

/** The labels of goods, each as often as it is wanted. */
export function labelsOf(
  goods: readonly { readonly row: GoodsRow; readonly copies: number }[],
): readonly LabelItem[] {
  return goods
    .flatMap(({ row, copies }) =>
      Array.from({ length: Math.max(0, copies) }, (): LabelItem => ({
        nameZh: row.nameZh,
        nameEn: row.nameEn,
        detail: [row.color, row.size, row.spec].filter(Boolean).join(' '),
        price: row.price,
        unitZh: row.unitZh,
        unitEn: row.unitEn,
        code: row.code,
        barcode: row.barcodes[0] ?? row.code,
        isCode: row.barcodes.length === 0,
      })),
    )
    .slice(0, labelsMax);
}
