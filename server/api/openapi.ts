import * as z from 'zod';
import type { Language } from '#domain/identity/viewer.ts';
import { documentsPostedSchema } from '#protocol/api/webhooks.ts';
import { postAnswerSchema, postRequestSchema } from '#protocol/stock/command.ts';
import { documentViewSchema, levelViewSchema, movementViewSchema } from '#protocol/stock/views.ts';

import { chinese } from './openapi-zh.ts';

type Schema = z.ZodType;

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description: string;
  readonly schema: Schema;
}

interface Described {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  readonly body?: Schema;
  readonly answers: Readonly<Record<string, readonly [string, Schema]>>;
}

const problemSchema = z
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

const levels = z.object({ levels: z.array(levelViewSchema.meta({ id: 'Level' })) });
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
    answers: {
      201: ['Posted, durably; again: the same.', postAnswerSchema.meta({ id: 'PostAnswer' })],
      409: ['Refused by a rule, with its reason.', postAnswerSchema],
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
    answers: { 200: ['A page.', z.object({ skus: z.array(skuSchema), cursor: z.string().nullable() })] },
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
    answers: { 200: ['Levels, and the company’s time.', levels] },
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

/** The description of the API, OpenAPI 3.1, in the reader's language. */
export function openApi(language: Language = 'en'): object {
  const document = describedInEnglish();
  return language === 'en' ? document : (inChinese(document) as object);
}

/** Summaries and descriptions are words for people; all else is for programs, and stays. */
function inChinese(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inChinese);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      typeof part === 'string' && (name === 'description' || name === 'summary')
        ? (chinese[part] ?? part)
        : inChinese(part),
    ]),
  );
}

function describedInEnglish(): object {
  const components: Record<string, unknown> = {};
  const paths: Record<string, Record<string, unknown>> = {};
  for (const one of described) {
    (paths[one.path] ??= {})[one.method] = {
      tags: [one.tag],
      summary: one.summary,
      operationId: `${one.method}_${one.path.replaceAll(/[^A-Za-z]+/g, '_').replace(/^_api_|_$/g, '')}`,
      parameters: (one.parameters ?? []).map(({ schema, ...parameter }) => ({
        ...parameter,
        required: !schema.safeParse(undefined).success,
        schema: jsonOf(schema, components),
      })),
      ...(one.body && {
        requestBody: {
          required: true,
          content: { 'application/json': { schema: jsonOf(one.body, components) } },
        },
      }),
      responses: {
        ...Object.fromEntries(
          Object.entries(one.answers).map(([status, [description, schema]]) => [
            status,
            { description, content: contentOf(Number(status), jsonOf(schema, components)) },
          ]),
        ),
        '401': answer('The key is missing, wrong, revoked or over.', components),
        '429': answer('Too many requests: wait as Retry-After says.', components),
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tongpan 通盘',
      version: '1',
      description:
        'Stock and sales of a chain. Money in fen, quantities in whole base units, times in ms since 1970. A key is sent as `Authorization: Bearer KEY`; it reaches what its account reaches.',
    },
    security: [{ key: [] }],
    paths,
    webhooks: {
      'documents.posted': {
        post: {
          summary:
            'Posted documents of one location in their order, at least once, signed as Standard Webhooks say (webhook-id, webhook-timestamp, webhook-signature).',
          requestBody: {
            content: { 'application/json': { schema: jsonOf(documentsPostedSchema, components) } },
          },
          responses: { '2XX': { description: 'Taken. Anything else is sent again, later and later.' } },
        },
      },
    },
    components: { schemas: components, securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
  };
}

function answer(description: string, components: Record<string, unknown>): object {
  return { description, content: contentOf(400, jsonOf(problemSchema, components)) };
}

/** Refusals come as problems of RFC 9457. */
function contentOf(status: number, schema: object): object {
  return { [status < 400 ? 'application/json' : 'application/problem+json']: { schema } };
}

/** A schema as JSON Schema; what has a name goes under the components, once. */
function jsonOf(schema: Schema, components: Record<string, unknown>): object {
  const {
    $schema: _,
    $defs = {},
    ...json
  } = z.toJSONSchema(schema, { io: 'input' }) as Record<string, unknown>;
  const name = schema.meta()?.id;
  for (const [key, value] of Object.entries($defs as object))
    components[key] = relinked(withoutId(value as object));
  if (name === undefined) return relinked(json);
  // Where a schema stands among its own $defs, it is there already and this is only the pointer to it.
  if (!('$ref' in json)) components[name] = relinked(withoutId(json));
  return { $ref: `#/components/schemas/${name}` };
}

function withoutId(json: object): object {
  const { id: _, ...rest } = json as { id?: unknown };
  return rest;
}

function relinked(json: object): object {
  return JSON.parse(JSON.stringify(json).replaceAll('#/$defs/', '#/components/schemas/')) as object;
}
