import { expect, test } from 'vitest';
import { keyListener, keyPairMsMax } from './keys.ts';

function desk() {
  const done: string[] = [];
  let nowMs = 0;
  const deeds = ['g w', 'g s', '/'].map((keys) => ({
    keys,
    name: () => keys,
    run: () => void done.push(keys),
  }));
  const listen = keyListener(
    () => deeds,
    () => nowMs,
  );
  return {
    done,
    wait: (ms: number) => void (nowMs += ms),
    press: (key: string, tagName = 'BODY', ctrlKey = false) =>
      listen({
        key,
        ctrlKey,
        metaKey: false,
        altKey: false,
        target: { tagName } as unknown as EventTarget,
        preventDefault: () => undefined,
      }),
  };
}

test('one key, and two in a row', () => {
  const { press, done } = desk();
  for (const key of ['/', 'g', 's', 's', 'g', 'w']) press(key);
  expect(done).toEqual(['/', 'g s', 'g w']);
});

test('a second key that comes too late begins anew', () => {
  const { press, wait, done } = desk();
  press('g');
  wait(keyPairMsMax + 1);
  press('w');
  expect(done).toEqual([]);
});

test('what is typed into a field, or with Ctrl, is not ours', () => {
  const { press, done } = desk();
  press('/', 'INPUT');
  press('g', 'INPUT');
  press('w');
  press('/', 'BODY', true);
  expect(done).toEqual([]);
});
