import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { openApi } from './openapi.ts';

interface OpenApi {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, JSONSchema> };
}

interface Operation {
  readonly summary: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: 'path' | 'query' | 'header';
    readonly required: boolean;
    readonly description: string;
    readonly schema: JSONSchema;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Record<string, { readonly content: Content }>;
}

type Content = { readonly 'application/json': { readonly schema: JSONSchema } };

/**
 * The types of protocol/client/api.ts, as text, from the description that the server gives of itself: an interface
 * `Api` with an entry `'METHOD /path': { path, query, body, answer }` an operation, and what is named in it.
 */
export async function clientTypes(): Promise<string> {
  const { paths, components } = openApi() as OpenApi;
  const operations = Object.entries(paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, typeOf(operation)] as const,
    ),
  );
  const schema = {
    ...whole(Object.fromEntries(operations)),
    definitions: components.schemas,
  };
  const text = await compile(relinked(schema), 'Api', {
    additionalProperties: false,
    bannerComment: '// Written by `npm run client` from what the server says of itself; don’t edit.',
    style: { singleQuote: true, printWidth: 110 },
    unreachableDefinitions: true,
    declareExternallyReferenced: true,
    ignoreMinAndMaxItems: true,
  });
  // That a definition is referenced by the root, which the compiler tells of each, tells nobody anything.
  return text
    .replaceAll(
      / \*\n \* This interface was referenced by `Api`'s JSON-Schema\n \* via the `definition` "\w+"\.\n/g,
      '',
    )
    .replaceAll(
      /\/\*\*\n \* This interface was referenced by `Api`'s JSON-Schema\n \* via the `definition` "\w+"\.\n \*\/\n/g,
      '',
    );
}

function typeOf({ summary, parameters, requestBody, responses }: Operation): JSONSchema {
  const named = (place: 'path' | 'query') => parameters.filter((parameter) => parameter.in === place);
  const objectOf = (place: 'path' | 'query'): JSONSchema => ({
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      named(place).map(({ name, schema, description }) => [name, { ...schema, description }]),
    ),
    required: named(place)
      .filter(({ required }) => required)
      .map(({ name }) => name),
  });
  const good = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1];
  if (!good) throw new Error(`${summary} has no good answer`);
  return {
    description: summary,
    ...whole(
      {
        ...(named('path').length > 0 && { path: objectOf('path') }),
        ...(named('query').length > 0 && { query: objectOf('query') }),
        ...(requestBody && { body: requestBody.content['application/json'].schema }),
        answer: good.content['application/json'].schema,
      },
      named('query').some(({ required }) => required) ? [] : ['query'],
    ),
  };
}

function whole(properties: Record<string, JSONSchema>, optional: readonly string[] = []): JSONSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', additionalProperties: false, properties, required };
}

function relinked(schema: JSONSchema): JSONSchema {
  return JSON.parse(
    JSON.stringify(schema).replaceAll('#/components/schemas/', '#/definitions/'),
  ) as JSONSchema;
}
