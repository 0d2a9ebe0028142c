import * as z from 'zod/mini';
import { transferLinesMax, transferQuantityMax } from '#domain/transfer/transfer.ts';
import { counterSource } from '../live/counter.ts';
import { documentShape } from '../live/shape.ts';

const sku = '[1-9][0-9]{0,9}';
const quantity = z.int().check(z.minimum(0), z.maximum(transferQuantityMax));
const bySku = { key: new RegExp(`^${sku}$`), value: quantity, isErasable: true };

export const commentLengthMax = 500;

/**
 * The talk about a transfer. Numbers by SKU, a root for each side: the target writes what it asks, the source what it
 * offers, who reaches both ends rules. Comments are everybody's own: `SKU|COUNTER|NUMBER`, SKU 0 for the whole.
 * Only intentions: what is on hand is never in here.
 */
export const talkShape = documentShape({
  kind: 'transfer',
  version: 1,
  roots: {
    asked: bySku,
    offered: bySku,
    ruled: bySku,
    comments: {
      key: new RegExp(`^(0|${sku})\\|(?<counter>${counterSource})\\|[0-9]{1,4}$`),
      value: z.object({
        text: z.string().check(z.maxLength(commentLengthMax), z.minLength(1)),
        atMs: z.int(),
      }),
      isErasable: false,
    },
  },
  entriesMax: 4 * transferLinesMax + 2000,
});
