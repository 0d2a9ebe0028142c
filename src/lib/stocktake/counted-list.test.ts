import { expect, test } from 'vitest';
import { listRowsMax, readCountedList, readCountedRows } from './counted-list.ts';
import { GoodsIndex } from './goods.ts';

const goods = new GoodsIndex({
  rows: [
    [
      1,
      'A-1',
      '矿泉水',
      'Water',
      '瓶',
      'bottle',
      24,
      [
        ['6901234567892', 1],
        ['16901234567899', 24],
      ],
    ],
    [
      2,
      'A-2',
      '可乐',
      'Cola',
      '罐',
      'can',
      1,
      [
        ['6900000000007', 1],
        ['555555', 1],
      ],
    ],
    [3, 'A-3', '雪碧', 'Sprite', '罐', 'can', 1, [['555555', 1]]],
  ],
  planned: null,
});

/** `code×units → sku` of each row. */
const rowsOf = (list: ReturnType<typeof readCountedList>) =>
  list.rows.map(({ code, quantity, match }) => `${code}×${quantity} → ${match ? match.item.skuId : '?'}`);

test.each([
  ['tabs as pasted', '6901234567892\t12\nA-2\t3', ['6901234567892×12 → 1', 'A-2×3 → 2']],
  ['a code alone is one piece', '6901234567892', ['6901234567892×1 → 1']],
  ['names between, with spaces', '6901234567892,矿泉水 550ml,12', ['6901234567892×12 → 1']],
  [
    'a heading says which columns',
    '品名,条码,账面,实盘,差异\n水,6901234567892,10,9,-1',
    ['6901234567892×9 → 1'],
  ],
  ['full-width digits', 'A-2　１２', ['A-2×12 → 2']],
  [
    'nobody knows it, or it names two: kept with its quantity',
    'XYZ-9 7\n555555 2',
    ['XYZ-9×7 → ?', '555555×2 → ?'],
  ],
  ['0 is a count', 'A-2 0', ['A-2×0 → 2']],
])('%s', (_, text, rows) => {
  expect(rowsOf(readCountedList(text, goods))).toEqual(rows);
});

test('what can’t be read is told by line: ruined codes, halves, negatives, emptiness', () => {
  const list = readCountedList('6.90123E+12,3\nA-2,1.5\nA-2,-1\nA-2,\n\nA-1,2', goods);
  expect(list.bad).toEqual([1, 2, 3, 4]);
  expect(rowsOf(list)).toEqual(['A-1×2 → 1']);
});

test('a workbook’s cells are read as text is, numbers and empty cells among them', () => {
  const cells = [
    [null, null],
    ['商品条码', '数量'],
    [6901234567892, 5],
    ['A-2', null],
    ['A-3', '4'],
  ];
  const list = readCountedRows(cells, goods);
  expect(rowsOf(list)).toEqual(['6901234567892×5 → 1', 'A-3×4 → 3']);
  expect(list.bad).toEqual([4]);
});

test('rows beyond the bound are told, not dropped in silence', () => {
  const list = readCountedList('A-1 1\n'.repeat(listRowsMax + 3), goods);
  expect(list).toMatchObject({ rows: { length: listRowsMax }, leftOff: 3 });
});
