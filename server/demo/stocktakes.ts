import type { SkuId } from '#domain/catalog/ids.ts';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import type { Role } from '#domain/identity/role.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { quantity } from '#domain/quantity.ts';
import type { Counter } from '#domain/stocktake/entry.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { planRequestSchema, type PlanRequest } from '#protocol/stocktake/requests.ts';
import {
  counterWrite,
  entryWrite,
  markWrite,
  zoneWrite,
  type SheetWrite,
} from '#protocol/stocktake/sheet-fold.ts';
import type { Company } from '../platform/company.ts';
import { planStocktake } from '../stocktake/plan.ts';
import { isRefused } from '../stocktake/refused.ts';
import { readHead, readStocktake } from '../stocktake/rows.ts';
import { settleSheet } from '../stocktake/settle-sheet.ts';
import { stocktakeClock, type Stocktakes } from '../stocktake/stocktakes.ts';

interface Person {
  readonly id: AccountId;
  readonly role: Role;
  readonly storeId: number;
  readonly shelf: LocationId;
}

const spotSkus = 14;
const runningSkus = 46;
const zones = ['A', 'B', '冷柜 / Chiller', '后仓 / Back room'];

/**
 * The demo's own stocktakes, made once by its people through the front door: a spot check that was committed, and a
 * count of the whole shop that is under way. Does nothing where there are stocktakes already.
 */
export async function makeDemoStocktakes(company: Company, stocktakes: Stocktakes): Promise<void> {
  const { ledgerSql: sql } = company;
  const [known] = await sql`select 1 from stocktakes limit 1`;
  if (known) return;
  const people = await sql<Person[]>`
    select a.id, a.role, s.store_id as "storeId", p.id as shelf from accounts a join account_stores s on s.account_id = a.id
    join locations p on p.store_id = s.store_id and p.kind = 'shelf' where a.role in ('store_manager', 'clerk') order by a.role desc, a.id`;
  const manager = people.find(({ role }) => role === 'store_manager');
  const clerk = people.find(({ role, shelf }) => role === 'clerk' && shelf === manager?.shelf);
  if (!manager || !clerk) return;
  const makers = { company, stocktakes, manager, clerk };
  await makeSpotCheck(makers);
  await makeRunning(makers);
}

interface Makers {
  readonly company: Company;
  readonly stocktakes: Stocktakes;
  readonly manager: Person;
  readonly clerk: Person;
}

async function makeSpotCheck({ company, stocktakes, manager, clerk }: Makers): Promise<void> {
  const { ledgerSql: sql } = company;
  const held = await readHeld(company, manager.shelf, spotSkus);
  const id = await plan(company, manager, {
    name: '生鲜抽盘 / Fresh goods',
    scope: { kind: 'spot', skuIds: held.map(({ sku }) => sku) },
    zones: ['冷柜 / Chiller'],
  });
  // Two are short, one is over, one was found in the wrong place: as in any shop.
  const differences = [0, -1, 0, 0, 2, 0, -3, 0, 0, 0, 1, 0, 0, 0];
  await write(
    stocktakes,
    id,
    await entriesOf(
      company,
      clerk,
      held,
      (index) => differences[index] ?? 0,
      () => 1,
    ),
  );
  const record = await readStocktake(sql, id);
  if (!record) return;
  const settled = await settleSheet(sql, record, await stocktakes.sheetOf(record));
  await stocktakes.commit(viewerOf(company, manager), id, {
    isUncountedZero: false,
    linesHash: settled.hashOf(false),
  });
}

async function makeRunning({ company, stocktakes, manager, clerk }: Makers): Promise<void> {
  const held = await readHeld(company, manager.shelf, runningSkus);
  const id = await plan(company, manager, { scope: { kind: 'full' }, zones });
  const half = held.length >> 1;
  const right = (index: number) => (index % 9 === 4 ? -1 : index % 13 === 7 ? 1 : 0);
  await write(stocktakes, id, [
    ...(await entriesOf(company, clerk, held.slice(0, half), right, (index) => (index < half / 2 ? 1 : 2))),
    ...(await entriesOf(company, manager, held.slice(half), right, () => 3)),
    zoneWrite(1, counterOf(clerk), { isDone: true, atSeconds: Math.floor(stocktakeClock.now() / 1000) }),
  ]);
}

async function plan(
  company: Company,
  manager: Person,
  request: Partial<PlanRequest> & Pick<PlanRequest, 'scope'>,
): Promise<number> {
  const full = planRequestSchema.parse({ storeId: manager.storeId, ...request });
  const viewer = viewerOf(company, manager);
  const made = await planStocktake(company.ledgerSql, viewer, crypto.randomUUID(), manager.shelf, full);
  if (isRefused(made)) throw new Error(made.refused);
  return made.id;
}

async function entriesOf(
  company: Company,
  person: Person,
  held: readonly { readonly sku: SkuId; readonly onHand: number }[],
  difference: (index: number) => number,
  zoneOf: (index: number) => number,
): Promise<SheetWrite[]> {
  const position = await readHead(company.ledgerSql, person.shelf);
  const counter = counterOf(person);
  const nowSeconds = Math.floor(stocktakeClock.now() / 1000);
  const entries = held.map(({ sku, onHand }, index) =>
    entryWrite({
      counter,
      number: index + 1,
      counted: { kind: 'sku', sku },
      zone: zoneOf(index),
      round: 1,
      quantity: quantity(Math.max(0, onHand + difference(index))),
      position,
      atSeconds: nowSeconds - (held.length - index) * 6,
      seal: null,
    }),
  );
  return [counterWrite(counter, 'Android · Chrome'), ...entries, markWrite(counter, held.length, position)];
}

async function write(stocktakes: Stocktakes, id: number, writes: readonly SheetWrite[]): Promise<void> {
  await stocktakes.live.write('stocktake', String(id), writes);
}

function readHeld(company: Company, shelf: LocationId, most: number) {
  return company.ledgerSql<{ sku: SkuId; onHand: number }[]>`
    select sku_id as sku, on_hand as "onHand" from levels where location_id = ${shelf} and on_hand > 3 order by sku_id limit ${most}`;
}

function counterOf({ id }: Person): Counter {
  return `${id}-demophone0-0` as Counter;
}

function viewerOf(company: Company, { id, role, storeId, shelf }: Person): Viewer {
  return {
    kind: 'person',
    company: company.slug,
    accountId: id,
    session: 'demo' as SessionHandle,
    name: '',
    role,
    language: 'zh-CN',
    scope: { kind: 'stores', stores: [storeId as never] },
    locations: new Set([shelf]),
  };
}
