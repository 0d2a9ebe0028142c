import { expect, test } from 'vitest';
import { Toasts, toastsMax } from './toasts.svelte.ts';

function desk() {
  const later: (() => void)[] = [];
  const toasts = new Toasts((run) => void later.push(run));
  return { toasts, later, texts: () => toasts.shown.map((toast) => toast.text) };
}

test('what went well goes by itself, what went wrong stays until it is read', () => {
  const { toasts, later, texts } = desk();
  toasts.tell('done', 'posted');
  toasts.tell('wrong', 'refused');
  for (const run of later) run();
  expect(texts()).toEqual(['refused']);
  const [left] = toasts.shown;
  if (left) toasts.drop(left.id);
  expect(texts()).toEqual([]);
});

test('there are never more than fit, and the same words twice are told once', () => {
  const { toasts, texts } = desk();
  for (let turn = 0; turn < toastsMax + 3; turn++) toasts.tell('wrong', `refused ${turn}`);
  toasts.tell('wrong', `refused ${toastsMax + 2}`);
  expect(texts()).toEqual(['refused 3', 'refused 4', 'refused 5', 'refused 6']);
});
