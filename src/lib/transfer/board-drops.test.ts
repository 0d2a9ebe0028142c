import { expect, test } from 'vitest';
import type { TransferCard } from '#protocol/transfer/views.ts';
import { BoardDrops } from './board-drops.svelte.ts';

function board() {
  const told: string[] = [];
  const drops = new BoardDrops({
    outbox: {
      send: async ({ path, body }) => {
        told.push(`${path} ${(body as { kind: string }).kind}`);
        return { state: 'accepted', body: undefined } as never;
      },
    },
    open: (path) => told.push(`open ${path}`),
    readNow: async () => void told.push('read'),
  });
  const card = (state: string) => ({ id: 7, state, units: 3 }) as TransferCard;
  return { drops, told, card };
}

test('a card that is moved is a command, or opens the form that the command needs', async () => {
  const { drops, told, card } = board();
  await drops.drop(card('agreed'), 'picking');
  await drops.drop(card('picking'), 'in_transit');
  await drops.drop(card('talks'), 'received');
  expect(told).toEqual(['/api/transfers/7/acts pick', 'read', 'open /transfers/7']);
});

test('a card that slips into the last column is cancelled only after somebody has said so', async () => {
  const { drops, told, card } = board();
  await drops.drop(card('asked'), 'closed');
  expect(told).toEqual([]);
  expect(drops.ending?.id).toBe(7);
  await drops.end();
  await drops.end();
  expect(told).toEqual(['/api/transfers/7/acts cancel', 'read']);
});
