import { Chance } from '../sim/chance.ts';

/** JSON Schema as `openApi()` writes it, as far as inputs use it. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly format?: string;
  readonly pattern?: string;
}

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: 'path' | 'query' | 'header';
    readonly required: boolean;
    readonly schema: JsonSchema;
  }[];
  readonly body: JsonSchema | undefined;
}

/** What stands where, by the name of a property or a parameter: half of all draws are of these, so that asks get deep. */
export type Known = Readonly<Record<string, readonly unknown[]>>;

interface OpenApi {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly parameters: Operation['parameters'];
            readonly requestBody?: {
              readonly content: { readonly 'application/json': { readonly schema: JsonSchema } };
            };
          }
        >
      >
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

export function operationsOf(document: object): readonly Operation[] {
  return Object.entries((document as OpenApi).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters, requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      body: requestBody?.content['application/json'].schema,
    })),
  );
}

const wild: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  0.1,
  1e308,
  9_007_199_254_740_993,
  2_147_483_648,
  '',
  ' ',
  '1',
  '１２',
  'NaN',
  '1e999',
  '\u0000',
  '\ud800',
  '\u202e\u200b😀',
  'x'.repeat(5000),
  '__proto__',
  "' or 1=1 --",
  '%%__\\\\',
  '(a+)+$',
  '../../etc/passwd',
  '-1-',
  'S1--1',
  [],
  {},
  [[[[]]]],
  { __proto__: null, toString: 1 },
];

/** Asks of one seed. What fits the description, and what is off it in one place or in some. */
export class Fuzz {
  readonly #chance: Chance;
  readonly #schemas: Readonly<Record<string, JsonSchema>>;
  readonly #known: Known;
  /** How often a value is one that the description has not; drawn anew for each ask, so that many asks fit whole. */
  #wildness = 0;

  constructor(seed: number, document: object, known: Known) {
    this.#chance = new Chance(seed);
    this.#schemas = (document as OpenApi).components.schemas;
    this.#known = known;
  }

  ask(operation: Operation): { path: string; headers: Record<string, string>; body: string | undefined } {
    const chance = this.#chance;
    this.#wildness = chance.pick([0, 0, 0.1, 0.3, 0.8]);
    let { path } = operation;
    const query = new URLSearchParams();
    const headers: Record<string, string> = {};
    for (const one of operation.parameters) {
      if (!one.required && chance.happens(0.4)) continue;
      const value = textOf(this.#value(one.schema, one.name));
      if (one.in === 'path') path = path.replace(`{${one.name}}`, segmentOf(value));
      else if (one.in === 'query') query.append(one.name, value);
      else if (/^[\x20-\x7e]*$/.test(value)) headers[one.name.toLowerCase()] = value;
    }
    if (chance.happens(this.#wildness))
      query.append(chance.pick(['cursor', 'limit', 'before', 'x[]']), '%00');
    const body = operation.body && this.#bodyOf(operation.body);
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (chance.happens(0.2))
      headers['tongpan-device-time'] = textOf(chance.pick([0, -1, 'NaN', 1e300, 8e15]));
    return { path: query.size > 0 ? `${path}?${query}` : path, headers, body };
  }

  #bodyOf(schema: JsonSchema): string {
    const text = JSON.stringify(this.#value(schema, ''));
    if (!this.#chance.happens(this.#wildness / 4)) return text;
    return this.#chance.pick([
      text.slice(0, -1),
      `${text}${text}`,
      text.replace(/\d+/, '1e999'),
      `\ufeff${text}`,
    ]);
  }

  #value(schema: JsonSchema, name: string): unknown {
    const chance = this.#chance;
    if (chance.happens(this.#wildness)) return chance.pick(wild);
    const known = this.#known[name];
    if (known && chance.happens(0.7)) return chance.pick(known);
    if (schema.$ref !== undefined)
      return this.#value(this.#schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, name);
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return chance.pick(schema.enum);
    const choices = schema.oneOf ?? schema.anyOf;
    if (choices) return this.#value(chance.pick(choices), name);
    const type = typeof schema.type === 'string' ? schema.type : chance.pick(schema.type ?? ['null']);
    if (type === 'object') return this.#object(schema);
    if (type === 'array')
      return Array.from({ length: chance.whole(1, 4) }, () => this.#value(schema.items ?? {}, name));
    if (type === 'integer' || type === 'number') return this.#number(schema);
    if (type === 'boolean') return chance.happens(0.5);
    if (type === 'string') return schema.format === 'uuid' ? chance.uuid() : `K${chance.whole(0, 99)}`;
    return null;
  }

  #object({ properties = {}, required = [] }: JsonSchema): Record<string, unknown> {
    const named = Object.entries(properties).filter(
      ([name]) =>
        required.includes(name) !== this.#chance.happens(this.#wildness / 3) || this.#chance.happens(0.3),
    );
    return Object.fromEntries(named.map(([name, schema]) => [name, this.#value(schema, name)]));
  }

  /** Small most of the time, now and then at the ends. */
  #number({ minimum, exclusiveMinimum, maximum }: JsonSchema): number {
    const least = Math.max(minimum ?? -1e6, (exclusiveMinimum ?? -1e6) + 1);
    const most = Math.min(maximum ?? 1e6, Number.MAX_SAFE_INTEGER);
    if (this.#chance.happens(0.1)) return this.#chance.pick([least, most]);
    return this.#chance.whole(least, Math.min(most, Math.max(least, 0) + 20));
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** One segment of a path; `..` alone would be another path, and half a character is none. */
function segmentOf(value: string): string {
  const whole = value.isWellFormed() ? value : value.toWellFormed();
  return /^\.*$/.test(whole) ? '%00' : encodeURIComponent(whole);
}
