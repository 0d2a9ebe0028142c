import * as z from 'zod';
import { postAnswerSchema, postRequestSchema } from '#protocol/stock/command.ts';
import { levelColumnsSchema } from '#protocol/stock/level-columns-schema.ts';
import { documentViewSchema, movementViewSchema } from '#protocol/stock/views.ts';
export type Schema = z.ZodType;

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description: string;
  readonly schema: Schema;
}

export interface Described {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  readonly body?: Schema;
  /** A body that could be sent. */
  readonly example?: object;
  readonly answers: Readonly<Record<string, readonly [string, Schema]>>;
}

export const problemSchema = z
  .object({
    type: z.string().meta({ description: '`urn:tongpan:problem:CODE`.' }),
    title: z.string().meta({ description: 'What is wrong.' }),
    status: z.int(),
    detail: z.string().optional().meta({ description: 'What to do.' }),
    code: z.string().meta({ description: 'A word for programs; facts stand beside it.' }),
  })
  .meta({
    id: 'Problem',
    description: 'What is wrong and what to do, in the language of the key’s account (RFC 9457).',
  });

const levels = levelColumnsSchema.extend({
  locations: levelColumnsSchema.shape.locations.meta({
    id: 'Locations',
    description: 'The places of the levels, as columns: the n-th value of each is the n-th place.',
  }),
  skus: levelColumnsSchema.shape.skus.meta({
    id: 'SkuNames',
    description: 'The goods of the levels, as columns: the n-th value of each is the n-th SKU.',
  }),
  levels: levelColumnsSchema.shape.levels.meta({
    id: 'Levels',
    description:
      'Levels as columns: the n-th value of each is the n-th level, whose place and SKU are named beside. Available is on hand less reserved. `value` is null where the key may not see cost, `reorderPoint` where none is set.',
  }),
});
const levelsOfSku = levels.extend({ nowMs: z.int(), timeZone: z.string(), hasZones: z.boolean() });
const skuSchema = z
  .object({
    skuId: z.int(),
    code: z.string(),
    nameZh: z.string(),
    nameEn: z.string(),
    unitZh: z.string(),
    unitEn: z.string(),
    price: z.int().meta({ description: 'Fen a base unit, tax included.' }),
    packQuantity: z.int(),
    barcodes: z.array(z.string()),
  })
  .meta({ id: 'Sku' });
const storeSchema = z
  .object({
    storeId: z.int(),
    locationId: z.int(),
    code: z.string(),
    nameZh: z.string(),
    nameEn: z.string(),
    kind: z.enum(['store', 'warehouse']),
    timeZone: z.string(),
    regionId: z.int(),
    skus: z.int(),
    outOfStock: z.int(),
    belowReorderPoint: z.int(),
    negative: z.int(),
  })
  .meta({ id: 'Store' });

const id = z.int().positive();
const path = (name: string, description: string, schema: Schema = id): Parameter => ({
  name,
  in: 'path',
  description,
  schema,
});
const query = (name: string, description: string, schema: Schema): Parameter => ({
  name,
  in: 'query',
  description,
  schema,
});
const missing = { 404: ['There is no such thing, or it is not the key’s to see.', problemSchema] } as const;

/** What another program may ask, as it is asked. Every path here is one of the server's: tests/api/openapi.test.ts. */
export const described: readonly Described[] = [
  {
    method: 'post',
    path: '/api/documents',
    tag: 'Documents',
    summary:
      'Post a document to the ledger. The same key with the same body has one effect and one answer, for ever.',
    parameters: [
      {
        name: 'Idempotency-Key',
        in: 'header',
        description: 'A UUID, made when the deed was done; send it again when no answer came.',
        schema: z.uuid(),
      },
    ],
    body: postRequestSchema.meta({ id: 'PostRequest' }),
    example: { kind: 'sale', storeId: 1, lines: [{ skuId: 1, quantity: 1, amount: 500 }] },
    answers: {
      201: ['Posted, durably; again: the same.', postAnswerSchema.meta({ id: 'PostAnswer' })],
      400: ['The Idempotency-Key is missing or no UUID.', problemSchema],
      409: ['Refused by a rule, with its reason.', postAnswerSchema],
      413: ['The body is larger than 2 MiB: post it as several documents.', problemSchema],
      422: ['The body is wrong; the fields are named.', problemSchema],
      503: ['The ledger can’t take it now. Send the same key again after Retry-After.', problemSchema],
      ...missing,
    },
  },
  {
    method: 'get',
    path: '/api/documents/{number}',
    tag: 'Documents',
    summary: 'A document with its lines.',
    parameters: [path('number', 'Store code and position: S012-4711.', z.string())],
    answers: { 200: ['The document.', documentViewSchema.meta({ id: 'Document' })], ...missing },
  },
  {
    method: 'get',
    path: '/api/skus',
    tag: 'Goods',
    summary: 'Goods by code, page by page.',
    parameters: [
      query('search', 'Part of a code or a name, or a whole barcode.', z.string().max(100).optional()),
      query('cursor', 'From the answer before.', z.string().optional()),
      query('limit', 'Rows a page.', z.int().positive().optional()),
    ],
    answers: {
      200: ['A page.', z.object({ skus: z.array(skuSchema), cursor: z.string().nullable() })],
      422: ['A text has characters that are none (null bytes).', problemSchema],
    },
  },
  {
    method: 'get',
    path: '/api/skus/{id}',
    tag: 'Goods',
    summary: 'One SKU.',
    parameters: [path('id', 'SKU.')],
    answers: { 200: ['The SKU.', skuSchema], ...missing },
  },
  {
    method: 'get',
    path: '/api/skus/{id}/levels',
    tag: 'Stock',
    summary: 'Who has it: the levels of a SKU in every store in reach, now or at a moment.',
    parameters: [
      path('id', 'SKU.'),
      query('atMs', 'A moment of the past, ms since 1970; now where left out.', z.int().optional()),
    ],
    answers: { 200: ['Levels, and the company’s time.', levelsOfSku], ...missing },
  },
  {
    method: 'get',
    path: '/api/stores',
    tag: 'Stock',
    summary: 'Stores and warehouses in reach.',
    answers: { 200: ['All of them.', z.object({ stores: z.array(storeSchema) })] },
  },
  {
    method: 'get',
    path: '/api/stores/{id}/levels',
    tag: 'Stock',
    summary: 'What a store has, by SKU, page by page.',
    parameters: [
      path('id', 'Store.'),
      query('filter', 'Only these.', z.enum(['all', 'out', 'due', 'negative']).optional()),
      query('search', 'Part of a code or a name, or a whole barcode.', z.string().max(100).optional()),
      query('after', '`after` of the answer before.', z.int().optional()),
      query('limit', 'SKUs a page: 200 where left out, at most 2,000.', z.int().positive().optional()),
    ],
    answers: { 200: ['A page.', levels.extend({ after: z.int().nullable() })], ...missing },
  },
  {
    method: 'get',
    path: '/api/locations/{location}/skus/{sku}/movements',
    tag: 'Stock',
    summary: 'The history of a SKU at a location, the newest first.',
    parameters: [
      path('location', 'Location, from a level.'),
      path('sku', 'SKU.'),
      query('before', '`before` of the answer before.', z.int().optional()),
      query('limit', 'Rows a page.', z.int().positive().optional()),
    ],
    answers: {
      200: [
        'A page.',
        z.object({
          movements: z.array(movementViewSchema.meta({ id: 'Movement' })),
          before: z.int().nullable(),
          timeZone: z.string(),
        }),
      ],
      ...missing,
    },
  },
];
