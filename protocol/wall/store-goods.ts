import * as z from 'zod';

/** Figures of a tile that goods stand behind: GET /api/wall/stores/ID/goods?figure=. */
export const storeGoodsFigures = ['sold', 'out', 'due', 'negative', 'transit'] as const;
export type StoreGoodsFigure = (typeof storeGoodsFigures)[number];

/** The most goods in one answer; the store's page has all of them. */
export const storeGoodsMax = 50;

/** `quantity` is what the figure counts: sold today, on hand, or on its way. Money in fen. */
export const storeGoodsRowSchema = z.object({
  skuId: z.int(),
  /** Where its movements are: the shelf, or the way to it. */
  locationId: z.int(),
  nameZh: z.string(),
  nameEn: z.string(),
  unitZh: z.string(),
  unitEn: z.string(),
  quantity: z.int(),
  /** Of what was sold; null elsewhere. */
  amount: z.int().nullable(),
  /** Now on the shelf; null where it never lay there. */
  onHand: z.int().nullable(),
  reorderPoint: z.int().nullable(),
});
export type StoreGoodsRow = z.infer<typeof storeGoodsRowSchema>;
