import { expect, test } from 'vitest';
import type { FirstSteps } from '#protocol/setup/requests.ts';
import { StepList } from './first-steps.svelte.ts';

function listOf(...answers: FirstSteps[]) {
  let isKept = false;
  let reads = 0;
  const list = new StepList({
    read: () =>
      Promise.resolve(answers[Math.min(reads++, answers.length - 1)] ?? { steps: [], isHidden: false }),
    kept: { has: () => isKept, keep: () => void (isKept = true) },
  });
  return { list, reads: () => reads };
}
const stood = (...done: boolean[]): FirstSteps => ({
  isHidden: false,
  steps: (['goods', 'sale'] as const).map((key, index) => ({ key, isDone: done[index] ?? false })),
});

test('[FM-5] names the next step, and is gone for good when all are done', async () => {
  const { list, reads } = listOf(stood(false, false), stood(true, false), stood(true, true));
  await list.look();
  expect([list.isShown, list.next, list.doneCount]).toEqual([true, 'goods', 0]);
  expect(await list.look()).toBe(false);
  expect([list.next, list.doneCount]).toEqual(['sale', 1]);
  expect(await list.look()).toBe(true);
  expect(list.isShown).toBe(false);
  expect(await list.look()).toBe(false);
  expect(reads()).toBe(3);
});

test('[FM-5] an old company is not congratulated, a hidden list stays hidden, a failed reading shows nothing', async () => {
  const old = listOf(stood(true, true));
  expect(await old.list.look()).toBe(false);
  const hidden = listOf({ ...stood(false, false), isHidden: true });
  await hidden.list.look();
  expect([hidden.list.isShown, hidden.list.isOpen]).toEqual([false, false]);
  const failing = new StepList({
    read: () => Promise.reject(new Error('away')),
    kept: { has: () => false, keep: () => undefined },
  });
  expect(await failing.look()).toBe(false);
  expect([failing.isShown, failing.isOpen]).toEqual([false, true]);
});
