import { getLocale } from '#messages/runtime.js';
import { call } from '../call/call.ts';
import { Remote } from '../ui/remote.svelte.ts';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description: string;
  readonly required: boolean;
}

interface Operation {
  readonly tags: readonly string[];
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: object; readonly example?: object } };
  };
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** A way to ask, by its method and path. */
export interface Entry {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export interface Tried {
  readonly status: number;
  readonly ms: number;
  readonly text: string;
}

const shownCharactersMax = 20_000;

/** The API's own description, and what came of trying it as the person who is signed in. */
export class Reference {
  readonly description = new Remote<Description>();
  /** Parameters and bodies as they stand in the fields. */
  readonly values = $state<Record<string, string>>({});
  readonly answers = $state<Record<string, Tried>>({});
  /** Bodies that are no JSON. */
  readonly troubles = $state<Record<string, boolean>>({});

  load(): void {
    void this.description.load('', async () => {
      const found = await call<Description>('GET', `/api/openapi.json?language=${getLocale()}`);
      for (const entry of entriesOf(found)) this.#prepare(entry);
      return found;
    });
  }

  async attempt({ id, method, path, operation }: Entry): Promise<void> {
    const body = method === 'get' ? undefined : this.values[bodyField(id)];
    this.troubles[id] = body !== undefined && !isJson(body);
    if (this.troubles[id]) return;
    const query = new URLSearchParams();
    const headers = new Headers(body === undefined ? {} : { 'content-type': 'application/json' });
    let address = path;
    for (const parameter of operation.parameters) {
      const value = this.values[fieldOf(id, parameter)] ?? '';
      if (parameter.in === 'path')
        address = address.replace(`{${parameter.name}}`, encodeURIComponent(value));
      else if (parameter.in === 'header') headers.set(parameter.name, value);
      else if (value !== '') query.set(parameter.name, value);
    }
    const startMs = performance.now();
    const response = await fetch(query.size > 0 ? `${address}?${query}` : address, {
      method: method.toUpperCase(),
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const json: unknown = await response.json().catch(() => null);
    const ms = Math.round(performance.now() - startMs);
    const text = JSON.stringify(json, null, 2).slice(0, shownCharactersMax);
    this.answers[id] = { status: response.status, ms, text };
  }

  /** A write begins with a body that could be one, and a key of its own. */
  #prepare({ id, operation }: Entry): void {
    const example = operation.requestBody?.content['application/json'].example;
    if (example) this.values[bodyField(id)] ??= JSON.stringify(example, null, 2);
    for (const parameter of operation.parameters)
      if (parameter.name === 'Idempotency-Key') this.values[fieldOf(id, parameter)] ??= crypto.randomUUID();
  }
}

export const fieldOf = (id: string, { name }: Pick<Parameter, 'name'>): string => `${id} ${name}`;
export const bodyField = (id: string): string => `${id} body`;

export function entriesOf({ paths }: Description): readonly Entry[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...{ id: `${method} ${path}`, method, path, operation },
    })),
  );
}

export function schemaText(schema: object, { components }: Description): string {
  const ref = (schema as { $ref?: string }).$ref?.split('/').at(-1);
  return JSON.stringify(ref ? components.schemas[ref] : schema, null, 2);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
