import { expect, test } from 'vitest';
import { maySee } from '#domain/identity/viewer.ts';
import { presetByRole, roles, type ColumnClass } from '#domain/identity/role.ts';
import {
  levelViewSchema,
  movementViewSchema,
  type LevelView,
  type MovementView,
} from '#protocol/stock/views.ts';
import { tileSchema, type Tile } from '#protocol/wall/tile.ts';
import { classesOf, entities, project } from './project.ts';

const tile: Tile = {
  storeId: 1,
  shelfPosition: 7,
  transitPosition: 2,
  businessDay: 20_000,
  amount: 1200,
  quantity: 3,
  receipts: 2,
  margin: 411,
  amountBefore: 1000,
  receiptsBefore: 2,
  amountByHour: new Array<number>(24).fill(50),
  amountByHourBefore: new Array<number>(24).fill(40),
  stockValue: 98_765,
  skus: 20,
  outOfStock: 1,
  belowReorderPoint: 2,
  negative: 0,
  inTransit: 5,
  inTransitValue: 4321,
  lastAtMs: 1,
};

test('a tile shows margin and value to whom they belong, and stays a tile for everybody', () => {
  const seen = Object.fromEntries(
    roles.map((role) => {
      const cut = project({ role }, 'tile', tile);
      expect(tileSchema.parse(cut)).toEqual(cut);
      return [role, [cut.margin, cut.stockValue, cut.inTransitValue]];
    }),
  );
  expect(seen).toEqual({
    hq: [411, 98_765, 4321],
    regional_manager: [411, 98_765, 4321],
    store_manager: [null, null, null],
    clerk: [null, null, null],
    warehouse_keeper: [null, null, null],
    finance: [411, 98_765, 4321],
  });
});

/** A row whose every column holds a marker that tells its class. */
function markedRow(entity: (typeof entities)[number]): Record<string, string> {
  return Object.fromEntries(
    Object.entries<ColumnClass>(classesOf(entity)).map(([column, one]) => [column, `<${one}>`]),
  );
}

test.each(entities)('[A8] no marker of a class that a role may not see is left in %s', (entity) => {
  for (const role of roles) {
    const bytes = JSON.stringify(project({ role }, entity, markedRow(entity) as never));
    const hidden = (['internal', 'cost', 'margin', 'finance', 'personal'] as const).filter(
      (one) => !maySee({ role }, one),
    );
    for (const one of hidden) expect(bytes).not.toContain(`<${one}>`);
    for (const one of presetByRole[role].columns) {
      if (Object.values<ColumnClass>(classesOf(entity)).includes(one)) expect(bytes).toContain(`<${one}>`);
    }
  }
});

test('every column of the wire has a class, and no other leaves', () => {
  expect(Object.keys(classesOf('level'))).toEqual(Object.keys(levelViewSchema.shape));
  expect(Object.keys(classesOf('movement')).sort()).toEqual(Object.keys(movementViewSchema.shape).sort());
  expect(Object.keys(classesOf('tile'))).toEqual(Object.keys(tileSchema.shape));
  const withMore = { ...tile, supplierPrice: 1 };
  expect(project({ role: 'hq' }, 'tile', withMore)).not.toHaveProperty('supplierPrice');
});

test('what is projected fits the wire’s own types', () => {
  const asLevel = (row: LevelView): LevelView => project({ role: 'clerk' }, 'level', row);
  const asMovement = (row: MovementView): MovementView => project({ role: 'clerk' }, 'movement', row);
  expect(asLevel({ value: 5 } as LevelView).value).toBeNull();
  expect(asMovement({ value: 5, amount: 7 } as MovementView)).toMatchObject({ value: null, amount: 7 });
});
