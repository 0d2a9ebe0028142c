import { upgradeWebSocket } from '@hono/node-server';
import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { WebSocket } from 'ws';
import { mayDo, type Viewer } from '#domain/identity/viewer.ts';
import { storeGoodsFigures } from '#protocol/wall/store-goods.ts';
import { verifyRequestSchema } from '#protocol/wall/verify.ts';
import { audit } from '../identity/audit.ts';
import { guard, isSameOrigin, needs, viewerOf, type GuardParts, type Guarded } from '../identity/guard.ts';
import { notFound, problem } from '../identity/problem.ts';
import type { Sessions } from '../identity/sessions.ts';
import { withViewer } from '../platform/database.ts';
import { readStoreGoods } from './goods.ts';
import { wallAt } from './history.ts';
import { lineOf } from './reader-line.ts';
import { verify } from './verify.ts';
import type { Wall } from './wall.ts';

export interface WallParts extends GuardParts {
  readonly wallOf: (slug: string) => Wall | undefined;
}

type OnWall = { Variables: Guarded['Variables'] & { wall: Wall } };

const momentMsMax = 8e15;

/** The wall: GET /api/wall (socket), /api/wall/snapshot, /api/wall/at?ms=, /api/wall/stores/ID/goods?figure=, POST /api/wall/verify, /api/alerts/ID/take and release. */
export function wallRoutes(parts: WallParts): Hono<OnWall> {
  const routes = new Hono<OnWall>();
  routes.get('/api/wall', async (c, next) => {
    if (c.req.header('origin') === undefined || !isSameOrigin(c, parts.origin))
      return problem(c, 'request.foreign_origin');
    const found = await viewerOf(c, parts);
    const wall = found && parts.wallOf(found.viewer.company);
    const sessions = found && parts.openCompany(found.viewer.company)?.sessions;
    if (!wall || !sessions || !mayDo(found.viewer, 'view.wall')) return notFound(c);
    return upgradeWebSocket(() => socketOf(wall, sessions, found.viewer))(c, next);
  });
  const onWall = createMiddleware<OnWall>(async (c, next) => {
    const wall = parts.wallOf(c.var.viewer.company);
    if (!wall) return notFound(c);
    c.set('wall', wall);
    return next();
  });
  routes.use('/api/wall/*', guard(parts), needs('view.wall'), onWall);
  routes.use('/api/alerts/*', guard(parts), needs('take.alert'), onWall);
  routes.get('/api/wall/snapshot', async (c) => c.json(await c.var.wall.snapshot(c.var.viewer)));
  routes.post('/api/wall/verify', async (c) => {
    const parsed = verifyRequestSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return problem(c, 'request.invalid', { fields: 'tiles' });
    return c.json(await verify(c.var.wall, c.var, parsed.data.tiles));
  });
  routes.get('/api/wall/at', async (c) => {
    const atMs = Number(c.req.query('ms'));
    if (!Number.isSafeInteger(atMs) || atMs < 0 || atMs > momentMsMax)
      return problem(c, 'request.invalid', { fields: 'ms' });
    return c.json(await wallAt(c.var.wall, c.var, atMs));
  });
  routes.get('/api/wall/stores/:id{[0-9]{1,9}}/goods', async (c) => {
    const { viewer, company, wall } = c.var;
    const figure = storeGoodsFigures.find((name) => name === c.req.query('figure'));
    if (!figure) return problem(c, 'request.invalid', { fields: 'figure' });
    const storeId = Number(c.req.param('id'));
    const tile = wall.scopeOf(viewer).tiles.find((one) => one.storeId === storeId);
    if (!tile) return notFound(c);
    return c.json({
      goods: await withViewer(company.viewerSql, viewer, (sql) => readStoreGoods(sql, figure, tile)),
    });
  });
  alertRoutes(routes);
  return routes;
}

function alertRoutes(routes: Hono<OnWall>): void {
  for (const isTaken of [true, false]) {
    routes.post(`/api/alerts/:id{[0-9]{1,9}}/${isTaken ? 'take' : 'release'}`, async (c) => {
      const { viewer, company, wall } = c.var;
      const id = Number(c.req.param('id'));
      const outcome = await wall.alerts.take(id, viewer.accountId, wall.scopeOf(viewer).shelves, isTaken);
      if (outcome === 'unknown') return notFound(c);
      if (outcome === 'gone') return problem(c, 'alert.gone');
      const action = isTaken ? 'alert.take' : 'alert.release';
      const { accountId, session } = viewer;
      await audit(company.ledgerSql, { accountId, session, action, subject: String(id) });
      return c.json({ ok: true });
    });
  }
}

/** A reader's socket: it only listens. It is closed as soon as the session ends or has other rights. */
function socketOf(wall: Wall, sessions: Sessions, viewer: Viewer) {
  let isOpen = true;
  let leave = (): void => undefined;
  let unwatch = (): void => undefined;
  return {
    onOpen: (_event: Event, context: { raw?: unknown }) => {
      const socket = context.raw as WebSocket;
      socket.on('message', () => socket.close(1008, 'the wall listens to nobody'));
      unwatch = sessions.watch(viewer, () => socket.close(4401, 'session over'));
      wall.join(viewer, lineOf(socket)).then(
        (letGo) => (isOpen ? (leave = letGo) : letGo()),
        () => socket.close(1011, 'try again'),
      );
    },
    onClose: () => {
      isOpen = false;
      unwatch();
      leave();
    },
  };
}
