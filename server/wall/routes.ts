import { upgradeWebSocket } from '@hono/node-server';
import { Hono } from 'hono';
import type { WebSocket } from 'ws';
import { mayDo, type Viewer } from '#domain/identity/viewer.ts';
import { businessMoment } from '#domain/store/business-day.ts';
import type { SnapshotFrame } from '#protocol/wall/frame.ts';
import { verifiedFigures, type Tile } from '#protocol/wall/tile.ts';
import { verifyRequestSchema, type VerifyAnswer } from '#protocol/wall/verify.ts';
import { audit } from '../identity/audit.ts';
import { guard, isSameOrigin, viewerOf, type GuardParts, type Guarded } from '../identity/guard.ts';
import { withViewer } from '../platform/database.ts';
import { sumUpTo } from '#domain/wall/tile-fold.ts';
import { numberArray as numbers } from '../stock/pg-array.ts';
import { recomputeTiles, type AskedTile, type RecomputedTile } from './recompute.ts';
import type { Wall } from './wall.ts';

export interface WallParts extends GuardParts {
  readonly wallOf: (slug: string) => Wall | undefined;
}

/** A socket asks again whether its reader may still read, this often. */
export const rightsCheckMs = 2000;

/** The wall's sockets and figures: GET /api/wall (socket), /api/wall/snapshot, /api/wall/at, POST /api/wall/verify, alerts. */
export function wallRoutes(parts: WallParts): Hono<Guarded> {
  const routes = new Hono<Guarded>();
  routes.get('/api/wall', async (c, next) => {
    if (!isSameOrigin(c, parts.origin) || c.req.header('origin') === undefined) return c.json({ code: 'request.foreign_origin' }, 403);
    const found = await viewerOf(c, parts);
    const wall = found && parts.wallOf(found.viewer.company);
    if (!found || !wall || !mayDo(found.viewer, 'view.wall')) return c.json({ code: 'not_found' }, 404);
    const { viewer } = found;
    return upgradeWebSocket(() => socketOf(wall, viewer, async () => (await viewerOf(c, parts))?.viewer))(c, next);
  });
  routes.use('/api/wall/*', guard(parts));
  routes.use('/api/alerts/*', guard(parts));
  routes.get('/api/wall/snapshot', async (c) => {
    const wall = parts.wallOf(c.var.viewer.company);
    if (!wall || !mayDo(c.var.viewer, 'view.wall')) return c.json({ code: 'not_found' }, 404);
    return c.json(await wall.snapshot(c.var.viewer));
  });
  routes.post('/api/wall/verify', async (c) => {
    const wall = parts.wallOf(c.var.viewer.company);
    const parsed = verifyRequestSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!wall || !mayDo(c.var.viewer, 'view.wall')) return c.json({ code: 'not_found' }, 404);
    if (!parsed.success) return c.json({ code: 'request.invalid', detail: 'Send the tiles as they are shown.' }, 422);
    return c.json(await verify(wall, c.var, parsed.data.tiles));
  });
  routes.get('/api/wall/at', async (c) => {
    const wall = parts.wallOf(c.var.viewer.company);
    const atMs = Number(c.req.query('ms'));
    if (!wall || !mayDo(c.var.viewer, 'view.wall')) return c.json({ code: 'not_found' }, 404);
    if (!Number.isSafeInteger(atMs) || atMs < 0 || atMs > 8e15) return c.json({ code: 'request.invalid', detail: 'ms is a moment in milliseconds since 1970.' }, 422);
    return c.json(await wallAt(wall, c.var, atMs));
  });
  for (const isTaken of [true, false]) {
    routes.post(`/api/alerts/:id{[0-9]{1,9}}/${isTaken ? 'take' : 'release'}`, async (c) => {
      const { viewer, company } = c.var;
      const wall = parts.wallOf(viewer.company);
      if (!wall || !mayDo(viewer, 'take.alert')) return c.json({ code: 'not_found' }, 404);
      const isDone = await wall.alerts.take(Number(c.req.param('id')), viewer.accountId, wall.scopeOf(viewer).shelves, isTaken);
      if (!isDone) return c.json({ code: 'alert.gone', detail: 'It is closed, or somebody else has it. The list shows how it stands.' }, 409);
      const action = isTaken ? 'alert.take' : 'alert.release';
      await audit(company.ledgerSql, { accountId: viewer.accountId, session: viewer.session, action, subject: c.req.param('id') });
      return c.json({ ok: true });
    });
  }
  return routes;
}

/** A reader's socket: it only listens. It is closed as soon as the session ends or its rights are others. */
function socketOf(wall: Wall, viewer: Viewer, viewerNow: () => Promise<Viewer | undefined>) {
  let timer: NodeJS.Timeout | undefined;
  return {
    onOpen: (_event: Event, context: { raw?: unknown }) => {
      const socket = context.raw as WebSocket;
      socket.on('message', () => socket.close(1008, 'the wall listens to nobody'));
      timer = setInterval(() => {
        void viewerNow().then((now) => {
          if (!now || wall.scopeOf(now).key !== wall.scopeOf(viewer).key) socket.close(4401, 'session over');
        });
      }, rightsCheckMs);
      timer.unref();
      void wall.join(viewer, socket);
    },
    onClose: (_event: unknown, context: { raw?: unknown }) => {
      clearInterval(timer);
      wall.leave(viewer, context.raw as WebSocket);
    },
  };
}

async function verify(wall: Wall, { viewer, company }: Guarded['Variables'], shown: readonly Tile[]): Promise<VerifyAnswer> {
  const startMs = performance.now();
  const tileById = new Map(wall.scopeOf(viewer).tiles.map((tile) => [tile.storeId as number, tile]));
  const asked: AskedTile[] = shown.flatMap((tile) => {
    const known = tileById.get(tile.storeId);
    return known ? [{ ...tile, shelf: known.shelf, transit: known.transit }] : [];
  });
  const found = await withViewer(company.viewerSql, viewer, (sql) => recomputeTiles(sql, asked));
  const rows = shown.flatMap((tile) => {
    const recomputed = found.get(tile.storeId);
    return recomputed ? [{ storeId: tile.storeId, figures: figuresOf(tile, recomputed) }] : [];
  });
  return {
    position: asked.reduce((sum, tile) => sum + tile.shelfPosition + tile.transitPosition, 0),
    movements: [...found.values()].reduce((sum, tile) => sum + tile.movements, 0),
    tookMs: performance.now() - startMs,
    isEqual: rows.length === shown.length && rows.every((row) => row.figures.every((figure) => figure.isEqual)),
    rows,
  };
}

/** Figures that the reader may not see are null in his tile, and are not compared. */
function figuresOf(tile: Tile, recomputed: RecomputedTile): VerifyAnswer['rows'][number]['figures'] {
  const valueOf = { ...recomputed, margin: recomputed.amount - recomputed.cost };
  return verifiedFigures.flatMap((figure) => {
    const shown = tile[figure];
    if (shown === null) return [];
    return [{ figure, shown, recomputed: valueOf[figure], isEqual: shown === valueOf[figure] }];
  });
}

/** The wall as it stood at a company time, recomputed from the ledger at the positions of that moment. */
async function wallAt(wall: Wall, { viewer, company }: Guarded['Variables'], atMs: number): Promise<SnapshotFrame> {
  const live = await wall.snapshot(viewer);
  const scope = wall.scopeOf(viewer);
  return withViewer(company.viewerSql, viewer, async (sql) => {
    const rows = await sql<{ location: number; position: number }[]>`
      select location, max(position)::bigint as position from (
        select location_id as location, position from documents where position is not null and effective_at <= to_timestamp(${atMs / 1000}::float8)
        union all select counter_location_id, counter_position from documents
        where counter_position is not null and effective_at <= to_timestamp(${atMs / 1000}::float8)
      ) d group by 1`;
    const positionOf = new Map(rows.map((row) => [row.location, row.position]));
    const asked = scope.tiles.map((tile) => {
      const place = company.locations.of(tile.shelf);
      const day = place ? businessMoment(atMs, place.timeZone, place.dayCutMinutes).day : tile.businessDay;
      return {
        storeId: tile.storeId as number,
        shelf: tile.shelf as number,
        shelfPosition: positionOf.get(tile.shelf) ?? 0,
        transit: tile.transit as number,
        transitPosition: positionOf.get(tile.transit) ?? 0,
        businessDay: day as number,
      };
    });
    const found = await recomputeTiles(sql, asked);
    const before = await sql<{ location: number; hour: number; amount: number; receipts: number }[]>`
      select h.location_id as location, h.hour, h.amount, h.receipts
      from unnest(${numbers(asked.map((tile) => tile.shelf))}::text::int[], ${numbers(asked.map((tile) => tile.businessDay - 7))}::text::int[]) as t(location, day)
      join store_hours h on h.location_id = t.location and h.business_day = t.day`;
    const tiles = asked.flatMap((tile) => {
      const figures = found.get(tile.storeId);
      if (!figures) return [];
      const amounts = new Array<number>(24).fill(0);
      const slips = new Array<number>(24).fill(0);
      for (const row of before.filter((one) => one.location === tile.shelf)) {
        amounts[row.hour] = row.amount;
        slips[row.hour] = row.receipts;
      }
      const place = company.locations.of(tile.shelf as never);
      const hour = place ? businessMoment(atMs, place.timeZone, place.dayCutMinutes).hour : 23;
      const share = (atMs % 3_600_000) / 3_600_000;
      const { storeId, shelfPosition, transitPosition, businessDay } = tile;
      const { cost, movements: _, stockValue, inTransitValue, ...open } = figures;
      return [
        {
          ...open,
          storeId,
          shelfPosition,
          transitPosition,
          businessDay,
          margin: scope.hasMargin ? figures.amount - cost : null,
          amountBefore: sumUpTo(amounts, hour, share),
          receiptsBefore: sumUpTo(slips, hour, share),
          amountByHour: [...figures.amountByHour],
          amountByHourBefore: amounts,
          stockValue: scope.hasCost ? stockValue : null,
          inTransitValue: scope.hasCost ? inTransitValue : null,
          lastAtMs: atMs,
        },
      ];
    });
    return { ...live, sequence: 0, clock: { ...live.clock, nowMs: atMs }, tiles, ticker: [], top: [], stalled: [], alerts: [] };
  });
}
