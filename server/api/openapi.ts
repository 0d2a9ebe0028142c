import * as z from 'zod';
import type { Language } from '#domain/identity/viewer.ts';
import { documentsPostedSchema } from '#protocol/api/webhooks.ts';
import { described, problemSchema, type Schema } from './described.ts';
import { chinese } from './openapi-zh.ts';

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
          content: {
            'application/json': {
              schema: jsonOf(one.body, components),
              ...(one.example && { example: one.example }),
            },
          },
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
