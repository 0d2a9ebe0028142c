import { Hono } from 'hono';
import { keyRequestSchema } from '#protocol/api/keys.ts';
import { webhookChangeSchema, webhookRequestSchema } from '#protocol/api/webhooks.ts';
import { keysMax, listKeys, makeKey, revokeKey } from '../identity/api-keys.ts';
import { bodyOf } from '../identity/body.ts';
import { guard, needs, person, type GuardParts, type Guarded } from '../identity/guard.ts';
import { notFound, problem } from '../identity/problem.ts';
import type { Clock } from '../platform/clock.ts';
import { isCallable } from '../platform/outbound.ts';
import { openApi } from './openapi.ts';
import { changeWebhook, listWebhooks, makeWebhook, removeWebhook, webhooksMax } from './webhooks.ts';

export interface ApiParts extends GuardParts {
  readonly clock: Clock;
}

const described = { en: JSON.stringify(openApi()), 'zh-CN': JSON.stringify(openApi('zh-CN')) };

/** What other programs need: the API's description, keys and webhooks. Keys and webhooks are made by people only. */
export function apiRoutes(parts: ApiParts): Hono<Guarded> {
  const routes = new Hono<Guarded>();
  routes.get('/api/openapi.json', (c) => {
    c.header('content-type', 'application/json');
    return c.body(described[c.req.query('language') === 'zh-CN' ? 'zh-CN' : 'en']);
  });
  const manage = [guard(parts), person, needs('manage.api')] as const;
  for (const path of ['/api/keys', '/api/keys/*', '/api/webhooks', '/api/webhooks/*'])
    routes.use(path, ...manage);
  routes.get('/api/keys', async (c) =>
    c.json({ keys: await listKeys(c.var.company.ledgerSql, parts.clock, c.var.viewer) }),
  );
  routes.post('/api/keys', async (c) => {
    const input = await bodyOf(c, keyRequestSchema);
    if (input instanceof Response) return input;
    const { company, viewer } = c.var;
    const made = await makeKey(company.ledgerSql, parts.clock, viewer, input);
    if (!made) return problem(c, 'key.too_many', { keysMax });
    return c.json({ handle: made.handle, key: `${company.slug}.${made.secret}` }, 201);
  });
  routes.delete('/api/keys/:handle', async (c) => {
    const { company, viewer } = c.var;
    const revoked = await revokeKey(company.ledgerSql, parts.clock, viewer, c.req.param('handle'));
    if (!revoked) return notFound(c);
    parts.openCompany(viewer.company)?.sessions.forget([revoked]);
    return c.json({ ok: true });
  });
  webhookRoutes(routes);
  return routes;
}

function webhookRoutes(routes: Hono<Guarded>): void {
  routes.get('/api/webhooks', async (c) =>
    c.json({ webhooks: await listWebhooks(c.var.company.ledgerSql, c.var.viewer) }),
  );
  routes.post('/api/webhooks', async (c) => {
    const input = await bodyOf(c, webhookRequestSchema);
    if (input instanceof Response) return input;
    if (!isCallable(input.url)) return problem(c, 'webhook.address');
    const made = await makeWebhook(c.var.company.ledgerSql, c.var.viewer, input);
    return made ? c.json(made, 201) : problem(c, 'webhook.too_many', { webhooksMax });
  });
  routes.put('/api/webhooks/:id{[0-9]{1,9}}', async (c) => {
    const input = await bodyOf(c, webhookChangeSchema);
    if (input instanceof Response) return input;
    const { company, viewer } = c.var;
    const isDone = await changeWebhook(company.ledgerSql, viewer, Number(c.req.param('id')), input);
    return isDone ? c.json({ ok: true }) : notFound(c);
  });
  routes.delete('/api/webhooks/:id{[0-9]{1,9}}', async (c) => {
    const isDone = await removeWebhook(c.var.company.ledgerSql, c.var.viewer, Number(c.req.param('id')));
    return isDone ? c.json({ ok: true }) : notFound(c);
  });
}
