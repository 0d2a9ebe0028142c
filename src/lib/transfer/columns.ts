import type { TransferState } from '#domain/transfer/state.ts';

/** The columns of the board, and the states that stand in each. */
export const columns = [
  { key: 'suggested', states: ['suggested'] },
  { key: 'asked', states: ['asked'] },
  { key: 'talks', states: ['talks'] },
  { key: 'agreed', states: ['agreed'] },
  { key: 'picking', states: ['picking'] },
  { key: 'in_transit', states: ['in_transit'] },
  { key: 'received', states: ['received'] },
  { key: 'closed', states: ['closed', 'cancelled'] },
] as const satisfies readonly { readonly key: TransferState; readonly states: readonly TransferState[] }[];
export type ColumnKey = (typeof columns)[number]['key'];

/** What dropping a card into a column means: a command that goes at once, or a form that it opens; undefined: nothing. */
export function dropOf(
  state: TransferState,
  to: ColumnKey,
):
  | { readonly act: 'pick' | 'cancel' | 'reopen' }
  | { readonly form: 'sign' | 'dispatch' | 'receive' }
  | undefined {
  const isPencil = state === 'suggested' || state === 'asked' || state === 'talks';
  if (isPencil && to === 'agreed') return { form: 'sign' };
  if (isPencil && to === 'closed') return { act: 'cancel' };
  if (state === 'agreed' && to === 'picking') return { act: 'pick' };
  if ((state === 'agreed' || state === 'picking') && to === 'in_transit') return { form: 'dispatch' };
  if ((state === 'agreed' || state === 'picking') && to === 'talks') return { act: 'reopen' };
  if (state === 'in_transit' && (to === 'received' || to === 'closed')) return { form: 'receive' };
  return undefined;
}

/** The next column on that side that takes the card, for who moves it by keys. Ending it is no step on the way: that takes a deed of its own. */
export function columnBeside(state: TransferState, step: 1 | -1): ColumnKey | undefined {
  const at = columns.findIndex(({ states }) => (states as readonly TransferState[]).includes(state));
  for (let next = at + step; next >= 0 && next < columns.length; next += step) {
    const key = columns[next]?.key;
    const meaning = key && dropOf(state, key);
    if (meaning && !('act' in meaning && meaning.act === 'cancel')) return key;
  }
  return undefined;
}
