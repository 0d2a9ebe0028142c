import { expect, test } from 'vitest';
import { transferStates } from '#domain/transfer/state.ts';
import { columnBeside, dropOf } from './columns.ts';

test('keys move a card to the next column that takes it, as a drag does, and never end it', () => {
  const moves = transferStates.map((state) => [state, columnBeside(state, -1), columnBeside(state, 1)]);
  expect(moves).toEqual([
    ['suggested', undefined, 'agreed'],
    ['asked', undefined, 'agreed'],
    ['talks', undefined, 'agreed'],
    ['agreed', 'talks', 'picking'],
    ['picking', 'talks', 'in_transit'],
    ['in_transit', undefined, 'received'],
    ['received', undefined, undefined],
    ['closed', undefined, undefined],
    ['cancelled', undefined, undefined],
  ]);
  for (const [state, back, on] of moves)
    for (const to of [back, on]) if (to) expect(dropOf(state as never, to as never)).toBeDefined();
});
