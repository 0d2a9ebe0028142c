import { afterAll, beforeAll, expect, test } from 'vitest';
import { described } from '#server/api/described.ts';
import { openApi } from '#server/api/openapi.ts';
import { checkInvariants } from '#server/invariants/check.ts';
import { openWorld, type World } from '../rights/world.ts';
import { send } from '../rights/send.ts';
import { Fuzz, operationsOf, type Known } from './fuzz.ts';

/** `FUZZ_ASKS=20000 FUZZ_SEED=7 npx vitest run … tests/api/fuzz.test.ts` goes on for longer, from another seed. */
const asksOfOperation = Number(process.env['FUZZ_ASKS'] ?? 150);
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_126);

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

const document = openApi();
test.each(
  operationsOf(document).map((operation) => ({ name: `${operation.method} ${operation.path}`, operation })),
)(
  '[PB-3][A42][A43] $name answers as it is described, whatever is asked of it',
  async ({ name, operation }) => {
    const { ours, theirs } = world;
    const stores = [1, 2, 3] as const;
    const known: Known = {
      id: [...ours.store, ...theirs.store],
      sku: [...ours.sku, 4, ...theirs.sku],
      skuId: [...ours.sku, 4],
      storeId: ours.store,
      targetStoreId: ours.store,
      location: ours.shelf.flatMap((shelf) => [shelf, shelf + 1, 1, 4]),
      number: stores.flatMap((store) => [ours.documentOf(store, 'sale'), ours.documentOf(store, 'receipt')]),
      of: stores.flatMap((store) =>
        ['sale', 'reserve', 'receipt'].map((kind) => ours.documentOf(store, kind)),
      ),
      line: [1, 2],
      search: ['K', '货', ours.barcode],
    };
    const fuzz = new Fuzz(seed, document, known);
    const of = described.find(({ method, path }) => `${method.toUpperCase()} ${path}` === name);
    if (!of) throw new Error(`${name} is not described`);
    const answers = new Map<number, number>();
    const logged = world.logged.length;
    for (let turn = 0; turn < asksOfOperation; turn++) {
      const { path, headers, body } = fuzz.ask(operation);
      const asker = turn % 2 === 0 ? ours.hq : ours.askers[turn % ours.askers.length];
      const got = await send(
        world,
        operation.method,
        { path, headers },
        asker,
        body === undefined ? undefined : { body },
      );
      const told = `seed ${seed}, ${got.asker}: ${got.ask} -> ${got.status} ${got.text.slice(0, 300)}`;
      answers.set(got.status, (answers.get(got.status) ?? 0) + 1);
      const json: unknown = JSON.parse(Buffer.from(got.text, 'latin1').toString('utf8'));
      const [, schema] = of.answers[String(got.status)] ?? [];
      expect(schema, told).toBeDefined();
      expect(schema?.safeParse(json).error, told).toBeUndefined();
      if (got.status >= 400) expect(got.headers['content-type'], told).toBe('application/problem+json');
    }
    expect(world.logged.slice(logged)).toEqual([]);
    // Asks that never get in prove nothing.
    const good = operation.method === 'GET' ? 200 : 201;
    expect(answers.get(good) ?? 0, JSON.stringify([...answers])).toBeGreaterThan(asksOfOperation / 50);
  },
);

test('after all of it every invariant holds', async () => {
  const verdicts = await checkInvariants(world.ours.owner);
  expect(verdicts.flatMap(({ id, broken }) => broken.map((row) => `${id} ${row}`))).toEqual([]);
});
