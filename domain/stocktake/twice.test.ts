import { expect, test } from 'vitest';
import type { SkuId } from '../catalog/ids.ts';
import { quantity } from '../quantity.ts';
import type { Counter } from './entry.ts';
import { Sheet } from './sheet.ts';
import { countedTwice, twiceSeconds } from './twice.ts';

/** `who sku*units@zone+seconds`, one act of counting each; answers who is asked about which earlier one. */
function asked(acts: readonly string[]): string[] {
  const sheet = new Sheet();
  const numbers = new Map<string, number>();
  const found: string[] = [];
  for (const act of acts) {
    const [, who = '', sku = '', units = '1', zone = '1', seconds = '0'] =
      /^(\w+) (\w)(?:\*(\d+))?(?:@(\d))?(?:\+(\d+))?$/.exec(act) ?? [];
    // ann1 and ann2 are two devices of Ann.
    const counter = `${who.startsWith('ann') ? 1 : 2}-device000${who.at(-1) === '2' ? 2 : 1}-0` as Counter;
    const number = (numbers.get(counter) ?? 0) + 1;
    numbers.set(counter, number);
    const entry = {
      counter,
      number,
      counted: { kind: 'sku' as const, sku: sku.charCodeAt(0) as SkuId },
      zone: Number(zone),
      round: 1,
      quantity: quantity(Number(units)),
      position: 0,
      seal: null,
      atSeconds: Number(seconds),
    };
    sheet.putEntry({ ...entry });
    const other = countedTwice(sheet, entry);
    if (other) found.push(`${act} ← ${accountName(other.counter)}`);
  }
  return found;
}
const accountName = (counter: string) => (counter.startsWith('1') ? 'ann' : 'bob');

test.each([
  ['mixed goods, one by one, as they lie', ['ann a', 'ann b', 'ann a', 'ann c', 'ann a', 'ann b'], []],
  ['scan after scan of the same', ['ann a', 'ann a', 'ann a'], []],
  ['somebody else counts what was counted here', ['ann a', 'bob a'], ['bob a ← ann']],
  ['he is asked once, not at every piece', ['ann a', 'bob a', 'bob a', 'bob a'], ['bob a ← ann']],
  ['in another zone it is other goods', ['ann a', 'bob a@2'], []],
  ['without zones nothing is asked', ['ann a@0', 'bob a@0'], []],
  ['a quarter of an hour later it is a new look', ['ann a', `bob a+${twiceSeconds + 1}`], []],
  ['"none there" is no count to add to', ['ann a*0', 'bob a'], []],
  ['two devices of one person are one person', ['ann1 a', 'ann2 a'], []],
  [
    'the same shelf again, the same way',
    ['ann a', 'ann b', 'ann c', 'ann a', 'ann b', 'ann c'],
    ['ann c ← ann'],
  ],
  ['the same goods, other quantities', ['ann a', 'ann b*3', 'ann c', 'ann a', 'ann b*4', 'ann c'], []],
  ['typed in twice', ['ann a*24', 'ann b*6', 'ann c', 'ann a*24', 'ann b*6', 'ann c'], ['ann c ← ann']],
])('[SK-5] %s', (_, acts, questions) => {
  expect(asked(acts)).toEqual(questions);
});
