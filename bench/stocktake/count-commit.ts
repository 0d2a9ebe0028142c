import type { SkuId } from '#domain/catalog/ids.ts';
import type { CompanySlug, SessionHandle } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { quantity } from '#domain/quantity.ts';
import type { Counter } from '#domain/stocktake/entry.ts';
import { planRequestSchema } from '#protocol/stocktake/requests.ts';
import type { SheetFold } from '#protocol/stocktake/sheet-fold.ts';
import { entryWrite, markWrite, type SheetWrite } from '#protocol/stocktake/sheet-fold.ts';
import { systemClock } from '#server/platform/clock.ts';
import type { Company } from '#server/platform/company.ts';
import { openLocations } from '#server/platform/locations.ts';
import { openLog } from '#server/platform/log.ts';
import { commitStocktake } from '#server/stocktake/commit.ts';
import { stocktakeKind } from '#server/stocktake/kind.ts';
import { planStocktake } from '#server/stocktake/plan.ts';
import { isRefused } from '#server/stocktake/refused.ts';
import { readHead, readStocktake } from '#server/stocktake/rows.ts';
import { settleSheet } from '#server/stocktake/settle-sheet.ts';
import { foldContent } from '#server/stocktake/sheets.ts';
import { Documents } from '#server/sync/documents.ts';
import type { DocumentKind } from '#server/sync/kind.ts';
import { Feed } from '#server/stream/feed.ts';
import { openCluster } from '../platform/cluster.ts';
import { median, rounded, type Bench, type Figure } from '../platform/figure.ts';
import { buildWorld, shelfOf, skusOfWorld, type World } from '../platform/world.ts';

const entriesOfLarge = 100_000;
const countersOfLarge = 20;
const rounds = 3;
const writesAtOnce = 2000;
const piecesOnShelf = 1_000_000;

/**
 * One stocktake with 100,000 entries over 2,000 SKUs, every one of which differs: from the press of the button to the
 * answer (freeze, settle, keep, post, mark), and the posting of the 2,000 lines alone, beside the same rows inserted
 * by one plain statement.
 */
export const countCommit: Bench = {
  name: 'count-commit',
  run: async (say) => {
    const cluster = await openCluster();
    try {
      const world = await buildWorld(cluster, say);
      try {
        return await measure(world, say);
      } finally {
        await world.close();
      }
    } finally {
      await cluster.stop();
    }
  },
};

async function measure(world: World, say: (line: string) => void): Promise<Figure[]> {
  const sql = world.ledgerSql;
  const live: Documents = new Documents({
    sql,
    log: openLog('warn'),
    kinds: [stocktakeKind(() => live) as DocumentKind],
    watch: () => () => undefined,
    now: () => systemClock.now(),
  });
  const company = { ledgerSql: sql, locations: await openLocations(sql), feed: new Feed() };
  const wholeMs: number[] = [];
  const foldMs: number[] = [];
  const postMs: number[] = [];
  const plainMs: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    const one = await commitLarge(world, company, live, round, say);
    wholeMs.push(one.wholeMs);
    foldMs.push(one.foldMs);
    postMs.push(await postLines(world, 10 + round));
    plainMs.push(await insertPlain(world));
  }
  await live.close();
  const whole = median(wholeMs);
  const post = median(postMs);
  const plain = median(plainMs);
  return [
    {
      name: 'count-commit-100k',
      value: rounded(whole),
      unit: 'ms',
      ratio: null,
      against: null,
      goal: '< 5000 ms',
      ok: whole < 5000,
      detail: {
        entries: entriesOfLarge,
        lines: skusOfWorld,
        rounds: wholeMs.map((ms) => rounded(ms)),
        foldMs: foldMs.map((ms) => rounded(ms)),
      },
    },
    {
      name: 'count-commit',
      value: rounded(post),
      unit: 'ms',
      ratio: rounded(post / plain, 2),
      against: rounded(plain),
      goal: '<= 250 ms for 2,000 lines',
      ok: post <= 250,
      detail: {
        lines: skusOfWorld,
        rounds: postMs.map((ms) => rounded(ms)),
        plainInsertMs: plainMs.map((ms) => rounded(ms)),
      },
    },
  ];
}

async function commitLarge(
  world: World,
  company: Pick<Company, 'ledgerSql' | 'locations' | 'feed'>,
  live: Documents,
  round: number,
  say: (line: string) => void,
): Promise<{ wholeMs: number; foldMs: number }> {
  const { ledgerSql: sql } = company;
  const location = shelfOf(round);
  const request = planRequestSchema.parse({ storeId: round, scope: { kind: 'full' } });
  const made = await planStocktake(sql, viewer, crypto.randomUUID(), location, request);
  if (isRefused(made)) throw new Error(made.refused);
  const position = await readHead(sql, location);
  const writes = entriesOf(position);
  const begunMs = performance.now();
  for (let first = 0; first < writes.length; first += writesAtOnce)
    await live.write('stocktake', String(made.id), writes.slice(first, first + writesAtOnce));
  say(`${writes.length} entries kept in ${((performance.now() - begunMs) / 1000).toFixed(1)} s`);
  const foldBegunMs = performance.now();
  const fold: SheetFold = foldContent(await live.read('stocktake', String(made.id)));
  const foldMs = performance.now() - foldBegunMs;
  const record = await readStocktake(sql, made.id);
  if (!record) throw new Error('the stocktake is gone');
  const linesHash = (await settleSheet(sql, record, fold)).hashOf(false);
  const pressedMs = performance.now();
  const answer = await commitStocktake({ sql, ledger: world.ledger, live }, viewer, made.id, {
    isUncountedZero: false,
    linesHash,
  });
  const wholeMs = performance.now() - pressedMs;
  if (isRefused(answer)) throw new Error(answer.refused);
  const [posted] = await sql<{ count: number }[]>`
    select count(*) as count from movements where location_id = ${location} and position = ${answer.documentPosition}`;
  if (posted?.count !== skusOfWorld) throw new Error(`${posted?.count} movements instead of ${skusOfWorld}`);
  say(`round ${round}: ${wholeMs.toFixed(0)} ms from the press to the answer`);
  return { wholeMs, foldMs };
}

/** Twenty people scan piece by piece; what they miss of the million on each shelf is the difference. */
function entriesOf(position: number): SheetWrite[] {
  const writes: SheetWrite[] = [];
  for (let index = 0; index < entriesOfLarge; index++) {
    const counter = counterOf(index % countersOfLarge);
    writes.push(
      entryWrite({
        counter,
        number: Math.floor(index / countersOfLarge) + 1,
        counted: { kind: 'sku', sku: ((index % skusOfWorld) + 1) as SkuId },
        zone: 0,
        round: 1,
        quantity: quantity(1),
        position,
        atSeconds: 1_790_000_000 + index,
        seal: null,
      }),
    );
  }
  for (let counter = 0; counter < countersOfLarge; counter++)
    writes.push(markWrite(counterOf(counter), entriesOfLarge / countersOfLarge, position));
  return writes;
}

const counterOf = (index: number) => `1-bench${String(index).padStart(5, '0')}-0` as Counter;

async function postLines(world: World, store: number): Promise<number> {
  const begunMs = performance.now();
  const answer = await world.ledger.post({
    key: crypto.randomUUID(),
    command: {
      kind: 'adjustment',
      location: shelfOf(store),
      cause: 'counted',
      happened: true,
      lines: Array.from({ length: skusOfWorld }, (_, index) => ({
        sku: (index + 1) as SkuId,
        quantity: quantity(-(index % 7) - 1),
      })),
    },
    accountId: viewer.accountId,
    session: viewer.session,
    deviceAtMs: null,
  });
  if (answer.outcome !== 'posted') throw new Error(answer.code);
  return performance.now() - begunMs;
}

/** The ceiling: as many rows, as wide, with an index and one commit, by one statement and no rules. */
async function insertPlain({ owner }: World): Promise<number> {
  await owner`create table plain_lines (location_id int, position bigint, line int, sku_id int, source_id int, target_id int,
    quantity bigint, value bigint, on_hand bigint, primary key (location_id, position, line))`;
  const begunMs = performance.now();
  await owner`insert into plain_lines select 1, 1, i, i, 1, 4, 1, 300, ${piecesOnShelf}::bigint - i from generate_series(1, ${skusOfWorld}::int) i`;
  const tookMs = performance.now() - begunMs;
  await owner`drop table plain_lines`;
  return tookMs;
}

const viewer: Viewer = {
  kind: 'person',
  company: 'bench' as CompanySlug,
  accountId: 1 as Viewer['accountId'],
  session: 'bench' as SessionHandle,
  name: 'Bench',
  role: 'hq',
  language: 'en',
  scope: { kind: 'all' },
  locations: 'all',
};
