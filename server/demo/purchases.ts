import type { SkuId } from '#domain/catalog/ids.ts';
import type { AccountId } from '#domain/identity/ids.ts';
import type { PurchaseAct } from '#domain/purchase/act.ts';
import type { PurchaseId, SupplierId } from '#domain/purchase/ids.ts';
import type { PurchaseOrigin } from '#domain/purchase/order.ts';
import type { StoreId } from '#domain/store/ids.ts';
import type { Queries } from '../platform/database.ts';
import type { Purchases, PurchaseSender } from '../purchase/purchase.ts';
import { keyOf } from './day.ts';
import { demoSession } from './trader.ts';
import type { DemoWorld } from './world.ts';

/** An order of the demo's morning: with whom, for where, and how far it has come. */
interface Story {
  readonly name: string;
  readonly supplier: string;
  /** By its order in the plan: `W1` the second warehouse, `S0` the first shop. */
  readonly place: string;
  readonly by: 'warehouse' | 'store';
  readonly origin: PurchaseOrigin;
  readonly lines: number;
  /** Packs of each line. */
  readonly packs: number;
  readonly hours: number;
  readonly reason: string;
  readonly until: 'draft' | 'waiting' | 'approved' | 'sent' | 'partial' | 'received' | 'short';
}

const stories: readonly Story[] = [
  {
    name: 'a',
    supplier: 'V12',
    place: 'W1',
    by: 'warehouse',
    origin: 'plan',
    lines: 6,
    packs: 4,
    hours: 1,
    reason: '全区 7 天可卖天数不足，含在途 / Less than 7 days in the region, in transit included',
    until: 'draft',
  },
  {
    name: 'b',
    supplier: 'V13',
    place: 'W1',
    by: 'warehouse',
    origin: 'plan',
    lines: 8,
    packs: 60,
    hours: 3,
    reason: '节前备货 / Stock for the holiday',
    until: 'waiting',
  },
  {
    name: 'c',
    supplier: 'V09',
    place: 'W1',
    by: 'warehouse',
    origin: 'list',
    lines: 5,
    packs: 3,
    hours: 20,
    reason: '',
    until: 'sent',
  },
  {
    name: 'd',
    supplier: 'V11',
    place: 'W1',
    by: 'warehouse',
    origin: 'hand',
    lines: 5,
    packs: 6,
    hours: 52,
    reason: '',
    until: 'partial',
  },
  {
    name: 'e',
    supplier: 'V14',
    place: 'W1',
    by: 'warehouse',
    origin: 'list',
    lines: 4,
    packs: 5,
    hours: 170,
    reason: '低于补货点 / Below the reorder point',
    until: 'sent',
  },
  {
    name: 'f',
    supplier: 'V10',
    place: 'S0',
    by: 'store',
    origin: 'hand',
    lines: 3,
    packs: 2,
    hours: 26,
    reason: '',
    until: 'received',
  },
  {
    name: 'g',
    supplier: 'V12',
    place: 'W1',
    by: 'warehouse',
    origin: 'plan',
    lines: 4,
    packs: 4,
    hours: 75,
    reason: '全区 7 天可卖天数不足，含在途 / Less than 7 days in the region, in transit included',
    until: 'short',
  },
  {
    name: 'h',
    supplier: 'V10',
    place: 'S0',
    by: 'store',
    origin: 'list',
    lines: 3,
    packs: 2,
    hours: 22,
    reason: '够卖 0.8 天 / 0.8 days left',
    until: 'sent',
  },
];

/** The purchase orders that people are at when the demo opens, made by the same door as all others. */
export async function makePurchases(
  sql: Queries,
  purchases: Purchases,
  world: DemoWorld,
  openMs: number,
): Promise<void> {
  const accounts = await sql<{ id: AccountId; login: string }[]>`select id, login from accounts`;
  for (const story of stories) {
    const supplier = await supplierOf(sql, story.supplier);
    const goods = supplier === undefined ? [] : await goodsOf(sql, supplier, story);
    if (supplier !== undefined && goods.length > 0) await tell(story, supplier, goods);
  }

  function senderOf(login: string, atMs: number): PurchaseSender {
    const account = accounts.find((one) => one.login === login);
    if (!account) throw new Error(`the demo company has no ${login}`);
    return { accountId: account.id, session: demoSession, deviceAtMs: null, atMs };
  }

  async function tell(story: Story, supplier: SupplierId, goods: readonly Goods[]): Promise<void> {
    let atMs = openMs - story.hours * 3_600_000;
    const lines = goods.map(({ sku, pack }) => ({ sku, quantity: pack * story.packs, reason: story.reason }));
    const { purchases: made } = await purchases.draft(
      {
        key: keyOf(world.seed, 'purchase', story.name),
        store: storeOf(world, story.place),
        supplier,
        origin: story.origin,
        note: '',
        lines,
      },
      senderOf(story.by, atMs),
    );
    const [purchase] = made;
    if (purchase === undefined || story.until === 'draft') return;
    const act = (name: string, what: PurchaseAct, login: string = story.by) =>
      actAs(story, purchase, name, what, senderOf(login, (atMs += 600_000)));
    if (story.until === 'waiting') return act('submit', { kind: 'submit', version: 1, isSmall: true });
    await act('send', {
      kind: 'send',
      version: 1,
      way: story.by === 'store' ? 'wechat' : 'email',
      isSmall: true,
    });
    if (story.until === 'sent') return;
    atMs = Math.min(openMs - 3_600_000, atMs + 20 * 3_600_000);
    const isPart = story.until !== 'received';
    await act(
      'receive',
      {
        kind: 'receive',
        paper: `SH-${1000 + purchase}`,
        note: '',
        lines: goods.map(({ sku, pack, price }, index) => ({
          sku,
          quantity: pack * (isPart && index > 0 ? Math.floor(story.packs / 2) : story.packs),
          gift: isPart && index === 0 ? 1 : 0,
          // Headquarters tells of a price that has risen; a keeper sees none.
          price: isPart && index === 1 ? Math.round(price * 1.03) : null,
          refused: isPart && index === 2 ? [{ cause: 'damaged' as const, quantity: pack }] : [],
        })),
      },
      isPart ? 'hq' : story.by,
    );
    if (story.until === 'short') await act('close', { kind: 'close', note: '厂家停产 / No longer made' });
  }

  async function actAs(
    story: Story,
    purchase: PurchaseId,
    name: string,
    act: PurchaseAct,
    sender: PurchaseSender,
  ): Promise<void> {
    const key = keyOf(world.seed, 'purchase', story.name, name);
    const answer = await purchases.act({ key, purchase, act, mayExceed: false }, sender);
    if (answer.outcome === 'refused')
      throw new Error(`demo purchase ${story.name}: ${name} was refused, ${answer.code}`);
  }
}

interface Goods {
  readonly sku: SkuId;
  readonly pack: number;
  readonly price: number;
}

async function supplierOf(sql: Queries, code: string): Promise<SupplierId | undefined> {
  const [row] = await sql<{ id: SupplierId }[]>`select id from suppliers where code = ${code}`;
  return row?.id;
}

/** What the supplier sells, as it sells it. */
function goodsOf(sql: Queries, supplier: SupplierId, { lines }: Story): Promise<Goods[]> {
  return sql<Goods[]>`
    select k.id as sku, coalesce(p.pack, k.pack_quantity) as pack, coalesce(p.price, k.cost * k.pack_quantity) as price
    from skus k left join supplier_prices p on p.supplier_id = k.supplier_id and p.sku_id = k.id
    where k.supplier_id = ${supplier} and k.cost > 0 order by k.id limit ${lines}`;
}

function storeOf(world: DemoWorld, place: string): StoreId {
  const row = Number(place.slice(1)) + (place.startsWith('W') ? 0 : world.plan.warehouses.length);
  const id = world.storeIds[row];
  if (id === undefined) throw new Error(`the demo company has no ${place}`);
  return id;
}
