import type { SkuId } from '#domain/catalog/ids.ts';
import type { AccountId } from '#domain/identity/ids.ts';
import type { StoreId } from '#domain/store/ids.ts';
import type { TransferAct } from '#domain/transfer/act.ts';
import { canonicalAgreement } from '#domain/transfer/agreement.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import type { Queries } from '../platform/database.ts';
import { sha256 } from '../transfer/posting.ts';
import type { Sender, Transfers } from '../transfer/transfer.ts';
import { keyOf } from './day.ts';
import { demoSession } from './trader.ts';
import { stories, type Story } from './transfer-stories.ts';
import type { DemoWorld } from './world.ts';

/** The transfers that people are at when the demo opens, made by the same door as all others. */
export async function makeTransfers(
  sql: Queries,
  transfers: Transfers,
  world: DemoWorld,
  openMs: number,
): Promise<void> {
  const accounts = await sql<{ id: AccountId; login: string }[]>`select id, login from accounts`;
  const accountOf = (login: string): AccountId => {
    const found = accounts.find((account) => account.login === login);
    if (!found) throw new Error(`the demo company has no ${login}`);
    return found.id;
  };
  for (const story of stories) {
    const lines = await goodsOf(sql, world, story);
    if (lines.length > 0) await tell(story, lines);
  }

  async function tell(story: Story, lines: Goods): Promise<void> {
    const [source, target] = [storeOf(world, story.source), storeOf(world, story.target)];
    let atMs = openMs - story.minutes * 60_000;
    const sender = (login: string): Sender => ({
      accountId: accountOf(login),
      session: demoSession,
      deviceAtMs: null,
      atMs: (atMs += 90_000),
    });
    const key = keyOf(world.seed, 'story', story.name);
    const isBegun = story.until === 'begun';
    const begun =
      story.kind === 'plan'
        ? await transfers.createDraftFromSuggestion(
            { key, source, target, note: story.note, lines },
            sender(story.by),
          )
        : await transfers.begin(
            {
              key,
              kind: story.kind,
              source,
              target,
              note: story.note,
              lines: lines.map(({ sku, quantity }, index) => ({
                sku,
                asked:
                  story.kind === 'push' && isBegun
                    ? null
                    : quantity + (story.kind === 'ask' && index === 0 ? 4 : 0),
                offered: story.kind !== 'push' && isBegun ? null : quantity,
              })),
            },
            sender(story.by),
          );
    if (begun.outcome !== 'done' || isBegun) return;
    const act = (name: string, what: TransferAct, login: string) =>
      actAs(story, begun.transfer, name, what, sender(login));
    if (story.until === 'cancelled') return act('cancel', { kind: 'cancel' }, 'region1');
    const hash = sha256(canonicalAgreement(source, target, lines));
    const isMine = story.by === 'store';
    if (isMine || story.until === 'talks')
      await act('target', { kind: 'sign', side: 'target', hash }, 'store');
    if (story.until === 'talks') return;
    const side = isMine ? 'source' : 'region';
    await act('agree', { kind: 'sign', side, hash }, isMine ? 'warehouse' : story.by);
    if (story.until === 'agreed') return;
    await act('pick', { kind: 'pick' }, isMine ? 'warehouse' : story.by);
    if (story.until === 'picking') return;
    const sent =
      story.until === 'part'
        ? lines.map((line) => ({ ...line, quantity: Math.ceil(line.quantity / 2) }))
        : lines;
    await transfers.act(
      {
        key: keyOf(world.seed, 'story', story.name, 'ship'),
        transfer: begun.transfer,
        act: { kind: 'dispatch', lines: sent },
        sides: ['source', 'target', 'region'],
        extras: {
          parcels: {
            parcels: 1 + (lines.length >> 1),
            carrier: '同城配送 / City courier',
            waybill: '',
            freight: 1800,
            dueAtMs: openMs + (story.due ?? 60) * 60_000,
          },
        },
      },
      sender(isMine ? 'warehouse' : story.by),
    );
    if (story.until === 'shipped' || story.until === 'part') return;
    atMs += 3_600_000;
    const isShort = story.until === 'short';
    await act(
      'receive',
      {
        kind: 'receive',
        lines: lines.map(({ sku, quantity }, index) => {
          const missing = isShort && index < 2 ? Math.min(quantity, 1 + index) : 0;
          const cause = index === 0 ? ('damaged' as const) : ('lost' as const);
          return {
            sku,
            quantity: quantity - missing,
            short: missing > 0 ? [{ cause, quantity: missing }] : [],
          };
        }),
        over: [],
      },
      isMine ? 'store' : story.by,
    );
  }

  async function actAs(
    story: Story,
    transfer: TransferId,
    name: string,
    act: TransferAct,
    sender: Sender,
  ): Promise<void> {
    const key = keyOf(world.seed, 'story', story.name, name);
    const answer = await transfers.act({ key, transfer, act, sides: ['source', 'target', 'region'] }, sender);
    if (answer.outcome === 'refused')
      throw new Error(`demo transfer ${story.name}: ${name} was refused, ${answer.code}`);
  }
}

type Goods = readonly { readonly sku: SkuId; readonly quantity: number }[];

/** Goods that the source has plenty of and the target sells, in numbers that fit. */
async function goodsOf(sql: Queries, world: DemoWorld, { source, target, lines }: Story): Promise<Goods> {
  const from = world.shelves[rowOf(world, source)] ?? 0;
  const to = world.shelves[rowOf(world, target)] ?? 0;
  const rows = await sql<{ sku: SkuId; free: number }[]>`
    select s.sku_id as sku, s.on_hand - s.reserved as free from levels s join levels t on t.location_id = ${to} and t.sku_id = s.sku_id
    where s.location_id = ${from} and s.on_hand - s.reserved >= 8
    order by (s.on_hand - s.reserved)::float8 / greatest(1, t.on_hand) desc, s.sku_id limit ${lines + 6}`;
  return rows
    .slice(source === 'W1' ? 0 : 2)
    .slice(0, lines)
    .map(({ sku, free }, index) => ({
      sku,
      quantity: Math.max(2, Math.min(24, Math.floor(free / 4) - index)),
    }))
    .sort((one, other) => one.sku - other.sku);
}

function storeOf(world: DemoWorld, place: string): StoreId {
  const id = world.storeIds[rowOf(world, place)];
  if (id === undefined) throw new Error(`the demo company has no ${place}`);
  return id;
}

function rowOf(world: DemoWorld, place: string): number {
  return Number(place.slice(1)) + (place.startsWith('W') ? 0 : world.plan.warehouses.length);
}
