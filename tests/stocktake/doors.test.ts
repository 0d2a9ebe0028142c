import { afterEach, beforeEach, expect, test } from 'vitest';
import { stocktakeKind } from '#server/stocktake/kind.ts';
import { readStocktake } from '#server/stocktake/rows.ts';
import { openCountRoom, type CountRoom } from './count-room.ts';

let room: CountRoom;
beforeEach(async () => {
  room = await openCountRoom();
});
afterEach(() => room.close());

test('[A7][SK-1] whom the plan does not name finds no live document either', async () => {
  const id = await room.plan({ accountIds: [2] });
  const kind = stocktakeKind(() => room.live);
  const facts = async () => {
    const found = (await kind.readFacts(room.shop.sql, [String(id)])).get(String(id));
    if (!found) throw new Error('no such stocktake');
    return found;
  };
  expect(kind.accessOf(room.viewer(2, 'clerk'), await facts())).toMatchObject({ role: 'counter' });
  expect(kind.accessOf(room.viewer(3, 'clerk'), await facts())).toBeUndefined();
  expect(kind.accessOf(room.viewer(4), await facts())).toMatchObject({ role: 'reviewer' });
  // The code on the wall lets him in.
  await room.stocktakes.join(room.viewer(3, 'clerk'), id);
  expect(kind.accessOf(room.viewer(3, 'clerk'), await facts())).toMatchObject({
    role: 'counter',
    mayWrite: true,
  });
});

test('[SK-2] zones that several people name at the same moment keep one order for all; the same name is one zone', async () => {
  const id = await room.plan({ zones: ['A'] });
  const names = ['B', 'C', 'D', 'B', 'E', 'C'];
  const answers = await Promise.all(
    names.map((name) => room.stocktakes.addZone(room.viewer(2), id, name, 200)),
  );
  const zones = (await readStocktake(room.shop.sql, id))?.zones ?? [];
  expect([...zones].toSorted()).toEqual(['A', 'B', 'C', 'D', 'E']);
  // Each was told the number that its zone really has.
  for (const [index, answer] of answers.entries()) {
    const told = 'zones' in answer ? answer.zones : [];
    const name = names[index] ?? '';
    expect(told.indexOf(name)).toBe(zones.indexOf(name));
  }
  expect(await room.stocktakes.addZone(room.viewer(2), id, 'F', 5)).toMatchObject({
    refused: 'stocktake.zones_many',
  });
  expect(await room.stocktakes.addZone(room.viewer(2), id, 'E', 5)).toMatchObject({ zones });
});
