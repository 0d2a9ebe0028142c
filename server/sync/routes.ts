import { upgradeWebSocket } from '@hono/node-server';
import { Hono } from 'hono';
import type { WebSocket } from 'ws';
import { closeCodes } from '#protocol/live/wire.ts';
import { isSameOrigin, viewerOf, type GuardParts } from '../identity/guard.ts';
import { notFound, problem } from '../identity/problem.ts';
import type { Documents } from './documents.ts';

export interface LiveParts extends GuardParts {
  readonly liveOf: (slug: string) => Documents | undefined;
}

/**
 * GET /api/live/KIND/ID (socket; `?live=VERSION` for pages that speak our messages). A foreign page gets nowhere [A17]; who has no
 * session or no right learns it from the code the socket is closed with, because browsers show pages no status of an upgrade.
 */
export function liveRoutes(parts: LiveParts): Hono {
  const routes = new Hono();
  routes.get('/api/live/:kind/:id', async (c, next) => {
    if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') return notFound(c);
    if (c.req.header('origin') === undefined || !isSameOrigin(c, parts.origin))
      return problem(c, 'request.foreign_origin');
    const found = await viewerOf(c, parts);
    const live = found && parts.liveOf(found.viewer.company);
    if (!live) return upgradeWebSocket(() => closing(closeCodes.sessionOver, 'sign in'))(c, next);
    const asked = {
      kind: c.req.param('kind'),
      id: c.req.param('id'),
      version: versionOf(c.req.query('live')),
    };
    return upgradeWebSocket(() => ({
      onOpen: (_event: Event, context: { raw?: unknown }) =>
        void live.join(context.raw as WebSocket, found.viewer, asked),
    }))(c, next);
  });
  return routes;
}

function versionOf(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9]{1,6}$/.test(text) ? Number(text) : undefined;
}

function closing(code: number, reason: string) {
  return {
    onOpen: (_event: Event, context: { raw?: unknown }) => (context.raw as WebSocket).close(code, reason),
  };
}
