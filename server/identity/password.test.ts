import { hash } from '@node-rs/argon2';
import { expect, test } from 'vitest';
import { PasswordsBusy, verifyPassword } from './password.ts';

test('a crowd is judged in turn; who finds the queue full is told so, and later there is room again', async () => {
  const quick = await hash('right password', { memoryCost: 8, timeCost: 1, parallelism: 1 });
  const crowd = await Promise.allSettled(
    Array.from({ length: 300 }, () => verifyPassword(quick, 'right password')),
  );
  const judged = crowd.filter((one) => one.status === 'fulfilled');
  const sentAway = crowd.filter((one) => one.status === 'rejected');
  expect(judged).toHaveLength(202);
  expect(judged.every((one) => one.value)).toBe(true);
  expect(sentAway).toHaveLength(98);
  expect(sentAway.every((one) => one.reason instanceof PasswordsBusy)).toBe(true);
  expect(await verifyPassword(quick, 'right password')).toBe(true);
  expect(await verifyPassword(quick, 'wrong password')).toBe(false);
});
