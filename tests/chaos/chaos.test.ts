import { expect, test } from 'vitest';
import { runControl } from './control.ts';
import { runLastPiece } from './last-piece.ts';
import { runChaos } from './run-chaos.ts';

const seconds = 7;

test.each([1, 2])(
  '[F1] [F2] [F3] [F5] [F9] [I17] two servers and their Postgres are killed under load: nothing lost, nothing twice (seed %i)',
  async (seed) => {
    const { acknowledged, lost, doubled, wrong } = await runChaos(seed, seconds);
    expect({ lost, doubled, wrong }).toEqual({ lost: [], doubled: [], wrong: [] });
    expect(acknowledged).toBeGreaterThan(20);
  },
  180_000,
);

test('[CH-4] the check sees what a Postgres loses that confirms before it writes', async () => {
  expect((await runControl(1)).lost).toBeGreaterThan(0);
}, 120_000);

test('[I3] the last piece with 50 buyers at two servers, one of them killed: one gets it', async () => {
  const { rounds, sold, wrong } = await runLastPiece(16, 1);
  expect(wrong).toEqual([]);
  expect(sold).toBe(rounds);
}, 120_000);
