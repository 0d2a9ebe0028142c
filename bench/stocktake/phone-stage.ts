import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { CompanySlug, SessionHandle } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { quantity } from '#domain/quantity.ts';
import type { Counter } from '#domain/stocktake/entry.ts';
import { planRequestSchema } from '#protocol/stocktake/requests.ts';
import { entryWrite, type SheetWrite } from '#protocol/stocktake/sheet-fold.ts';
import { openLog } from '#server/platform/log.ts';
import { systemClock } from '#server/platform/clock.ts';
import { stocktakeKind } from '#server/stocktake/kind.ts';
import { planStocktake } from '#server/stocktake/plan.ts';
import { isRefused } from '#server/stocktake/refused.ts';
import { Documents } from '#server/sync/documents.ts';
import type { DocumentKind } from '#server/sync/kind.ts';
import { openCookies, startServer, type BenchServer } from '../http/server.ts';
import { openCluster } from '../platform/cluster.ts';
import { buildWorld, shelfOf, skusOfWorld } from '../platform/world.ts';
import { openBrowser } from '../wall/browser.ts';

const writesAtOnce = 2000;
const counters = 20;

/** A shop whose stocktakes already hold so many entries, the server in a process of its own, and a browser as a phone. */
export interface PhoneStage {
  readonly browser: Browser;
  readonly server: BenchServer;
  /** Ids, one for each number of entries that was asked for. */
  readonly stocktakes: readonly number[];
  /** A context that has kept nothing yet: a fresh device. */
  fresh(browser?: Browser): Promise<BrowserContext>;
}

export async function openStage(
  stack: AsyncDisposableStack,
  entries: readonly number[],
  say: (line: string) => void,
): Promise<PhoneStage> {
  const cluster = stack.adopt(await openCluster(), (open) => open.stop());
  const world = stack.adopt(await buildWorld(cluster, say), (open) => open.close());
  await world.owner`
    insert into barcodes (barcode, sku_id, quantity)
    select b, sku, 1 from unnest(${eans.map(({ code }) => code)}::text[], ${eans.map(({ sku }) => sku)}::int[]) as t(b, sku)
    on conflict do nothing`;
  const live: Documents = new Documents({
    sql: world.ledgerSql,
    log: openLog('warn'),
    kinds: [stocktakeKind(() => live) as DocumentKind],
    watch: () => () => undefined,
    now: () => systemClock.now(),
  });
  const stocktakes: number[] = [];
  for (const [index, count] of entries.entries()) {
    const request = planRequestSchema.parse({ storeId: index + 1, scope: { kind: 'full' } });
    const made = await planStocktake(
      world.ledgerSql,
      viewer,
      crypto.randomUUID(),
      shelfOf(index + 1),
      request,
    );
    if (isRefused(made)) throw new Error(made.refused);
    const writes = entriesOf(count);
    for (let first = 0; first < writes.length; first += writesAtOnce)
      await live.write('stocktake', String(made.id), writes.slice(first, first + writesAtOnce));
    stocktakes.push(made.id);
    say(`${count} entries kept`);
  }
  await live.close();
  const server = stack.adopt(await startServer(cluster), (open) => open.stop());
  const [cookie = ''] = await openCookies(world, 1);
  const browser = stack.adopt(await openBrowser(), (open) => open.close());
  const [name = '', value = ''] = cookie.split('=');
  const baseURL = `http://127.0.0.1:${server.port}`;
  return {
    browser,
    server,
    stocktakes,
    async fresh(other = browser) {
      const context = await other.newContext({
        baseURL,
        viewport: { width: 390, height: 844 },
        permissions: ['camera'],
      });
      await context.addCookies([{ name, value, url: baseURL }]);
      return context;
    },
  };
}

/** Twenty colleagues have scanned piece by piece. */
function entriesOf(count: number): SheetWrite[] {
  return Array.from({ length: count }, (_, index) =>
    entryWrite({
      counter: `1-bench${String(index % counters).padStart(5, '0')}-0` as Counter,
      number: Math.floor(index / counters) + 1,
      counted: { kind: 'sku', sku: ((index % skusOfWorld) + 1) as SkuId },
      zone: 0,
      round: 1,
      quantity: quantity(1),
      position: 1,
      atSeconds: 1_790_000_000 + index,
      seal: null,
    }),
  );
}

function ean13(sku: number): string {
  const digits = `690${String(sku).padStart(9, '0')}`;
  const sum = [...digits].reduce((all, digit, at) => all + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** Barcodes of the bench's goods. */
export const eans = Array.from({ length: skusOfWorld }, (_, index) => ({
  sku: index + 1,
  code: ean13(index + 1),
}));

/** Until the page counts: what it may do stands under the thumb. */
export async function untilUsable(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const [, scan] = document.querySelectorAll<HTMLButtonElement>('.phone footer button');
    return scan !== undefined && !scan.disabled;
  });
}

/** A film for the fake camera: JPEG after JPEG, played again and again. */
export function filmOf(frames: readonly Buffer[]): string {
  const file = join(mkdtempSync(join(tmpdir(), 'tongpan-film-')), 'film.mjpeg');
  writeFileSync(file, Buffer.concat([...frames]));
  return file;
}

export const openCamera = (film: string): Promise<Browser> =>
  openBrowser([
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${film}`,
  ]);

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
