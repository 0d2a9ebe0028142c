import { expect, test } from 'vitest';
import { Desks } from './desks.ts';

test('[IM-10] two work at a time, the rest in their order, and more than twenty are asked to come back', async () => {
  const desks = new Desks();
  const order: number[] = [];
  const leave = await Promise.all([desks.take(), desks.take()]);
  const waiting = Array.from({ length: 20 }, async (_, index) => {
    const done = await desks.take();
    order.push(index);
    done();
  });
  await expect(desks.take()).rejects.toThrow('file.busy');
  expect(order).toEqual([]);
  leave[0]?.();
  await Promise.all(waiting);
  expect(order).toEqual(Array.from({ length: 20 }, (_, index) => index));
  const again = await desks.take();
  again();
  leave[1]?.();
});
