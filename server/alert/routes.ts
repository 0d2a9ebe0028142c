import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ruleKinds } from '#domain/alert/rule.ts';
import { mayReach } from '#domain/identity/viewer.ts';
import { alertSets } from '#protocol/alert/alerts.ts';
import { deviceRequestSchema, settleRequestSchema } from '#protocol/alert/requests.ts';
import { ruleRequestSchema, rulesMax } from '#protocol/alert/rules.ts';
import { alertSentence, type AlertProblemCode } from '#protocol/alert/sentences.ts';
import { audit } from '../identity/audit.ts';
import { formOf } from '../export/list-file.ts';
import { sendFile } from '../export/send.ts';
import { bodyOf } from '../identity/body.ts';
import { guard, needs, person, type GuardParts, type Guarded } from '../identity/guard.ts';
import { notFound, problem } from '../identity/problem.ts';
import type { Company } from '../platform/company.ts';
import { withViewer } from '../platform/database.ts';
import { systemClock } from '../platform/clock.ts';
import { RateLimit } from '../platform/rate-limit.ts';
import { isCallable } from '../platform/outbound.ts';
import type { Wall } from '../wall/wall.ts';
import type { Alerting } from './alerting.ts';
import { addDevice, devicesMax, pushPairOf, removeDevice, renewDevice } from './devices.ts';
import { alertsFile } from './export-alerts.ts';
import { readAlertGoods, readAlerts, readHead, settleAlert, type AlertFilter } from './list.ts';
import { previewRule } from './preview.ts';
import { keepRule, readRules, retireRule } from './rules.ts';
import { isPoint } from './web-push.ts';

export interface AlertParts extends GuardParts {
  readonly alertingOf: (company: Company) => Alerting;
  readonly wallOf: (company: Company) => Wall;
}

type Asked = Context<Guarded>;

const bodyBytesMax = 32 * 1024;
const one = ':id{[1-9][0-9]{0,8}}';
const statusByCode: { readonly [Code in AlertProblemCode]: ContentfulStatusCode } = {
  'rule.many': 409,
  'rule.scope': 422,
  'device.address': 422,
  'device.many': 409,
  'push.none': 409,
};

/** Previews read whole shelves: bursts while somebody writes a rule, one in two seconds for good. */
const previewRate = new RateLimit({ burst: 20, perSecond: 0.5, clock: systemClock });

/** Alerts as a list, the rules that find them, and the devices that hear of them. What lies outside the reach is not there. */
export function alertRoutes(parts: AlertParts): Hono<Guarded> {
  const routes = new Hono<Guarded>();
  const small = bodyLimit({ maxSize: bodyBytesMax, onError: (c) => problem(c, 'request.too_large') });
  for (const path of [
    '/api/alerts',
    '/api/alerts/*',
    '/api/export/alerts/*',
    '/api/alert-rules',
    '/api/alert-rules/*',
    '/api/push/*',
  ])
    routes.use(path, guard(parts), person, small);
  listRoutes(routes, parts);
  ruleRoutes(routes, parts);
  pushRoutes(routes, parts);
  return routes;
}

function filterOf(c: Asked): AlertFilter {
  const { set, kind, store, rule, limit } = c.req.query();
  return {
    set: alertSets.find((name) => name === set) ?? 'open',
    kind: ruleKinds.find((name) => name === kind),
    storeId: idOf(store),
    ruleId: idOf(rule),
    limit: idOf(limit),
  };
}

function listRoutes(routes: Hono<Guarded>, parts: AlertParts): void {
  routes.get('/api/export/alerts/:form{xlsx|csv}', needs('take.alert'), async (c) =>
    sendFile(c, formOf(c.req.param('form')), await alertsFile(c.var.company, c.var.viewer, filterOf(c))),
  );
  routes.get('/api/alerts', needs('take.alert'), async (c) => {
    const { viewer, company } = c.var;
    return c.json(
      await withViewer(company.viewerSql, viewer, (sql) =>
        readAlerts(sql, viewer, filterOf(c), company.clock.now()),
      ),
    );
  });
  routes.get(`/api/alerts/${one}/goods`, needs('take.alert'), async (c) => {
    const { viewer, company } = c.var;
    const goods = await withViewer(company.viewerSql, viewer, async (sql) => {
      const head = await readHead(sql, Number(c.req.param('id')));
      return head && mayReach(viewer, head.location) ? readAlertGoods(sql, head) : undefined;
    });
    return goods ? c.json({ goods }) : notFound(c);
  });
  for (const isSettled of [true, false]) {
    routes.post(`/api/alerts/${one}/${isSettled ? 'settle' : 'unsettle'}`, needs('take.alert'), async (c) => {
      const { viewer, company } = c.var;
      const id = Number(c.req.param('id'));
      const input = isSettled ? await bodyOf(c, settleRequestSchema) : { note: null };
      if (input instanceof Response) return input;
      const head = await readHead(company.ledgerSql, id);
      if (!head || !mayReach(viewer, head.location)) return notFound(c);
      if (!(await settleAlert(company.ledgerSql, viewer, id, input.note))) return problem(c, 'alert.gone');
      parts.wallOf(company).alerts.noteChanged([head.location]);
      const { accountId, session } = viewer;
      const action = isSettled ? 'alert.settle' : 'alert.unsettle';
      await audit(company.ledgerSql, { accountId, session, action, subject: String(id) });
      return c.json({ ok: true });
    });
  }
}

function ruleRoutes(routes: Hono<Guarded>, parts: AlertParts): void {
  routes.get('/api/alert-rules', needs('manage.alert'), async (c) =>
    c.json(await readRules(c.var.company.ledgerSql, c.var.viewer)),
  );
  const keep = async (c: Asked, id: number | null): Promise<Response> => {
    const input = await bodyOf(c, ruleRequestSchema);
    if (input instanceof Response) return input;
    const { viewer, company } = c.var;
    const outcome = await keepRule(company.ledgerSql, viewer, input, id);
    if (outcome === 'unknown') return notFound(c);
    if (typeof outcome === 'string') return refuse(c, outcome, { most: rulesMax });
    parts.alertingOf(company).watch.rulesChanged();
    return c.json(outcome, id === null ? 201 : 200);
  };
  routes.post('/api/alert-rules', needs('manage.alert'), (c) => keep(c, null));
  routes.post('/api/alert-rules/preview', needs('manage.alert'), async (c) => {
    const input = await bodyOf(c, ruleRequestSchema);
    if (input instanceof Response) return input;
    const { viewer, company } = c.var;
    const waitSeconds = previewRate.take(viewer.session);
    if (waitSeconds > 0) return problem(c, 'request.too_many', { waitSeconds });
    const preview = await previewRule(company, parts.wallOf(company), viewer, input);
    return preview === 'rule.scope' ? refuse(c, preview) : c.json(preview);
  });
  routes.put(`/api/alert-rules/${one}`, needs('manage.alert'), (c) => keep(c, Number(c.req.param('id'))));
  routes.delete(`/api/alert-rules/${one}`, needs('manage.alert'), async (c) => {
    const { viewer, company } = c.var;
    if (!(await retireRule(company.ledgerSql, viewer, Number(c.req.param('id'))))) return notFound(c);
    parts.alertingOf(company).watch.rulesChanged();
    return c.json({ ok: true });
  });
}

function pushRoutes(routes: Hono<Guarded>, parts: AlertParts): void {
  routes.get('/api/push', needs('take.alert'), async (c) =>
    c.json({ publicKey: (await pushPairOf(c.var.company.ledgerSql)).publicKey }),
  );
  routes.post('/api/push/devices', needs('take.alert'), async (c) => {
    const input = await bodyOf(c, deviceRequestSchema);
    if (input instanceof Response) return input;
    const isGood = isCallable(input.endpoint) && isPoint(input.publicKey);
    if (!isGood || Buffer.from(input.secret, 'base64url').length !== 16) return refuse(c, 'device.address');
    const outcome = await addDevice(c.var.company.ledgerSql, c.var.viewer, input);
    return outcome === 'many' ? refuse(c, 'device.many', { most: devicesMax }) : c.json({ ok: true }, 201);
  });
  routes.post('/api/push/devices/renew', needs('take.alert'), async (c) => {
    const input = await bodyOf(c, deviceRequestSchema.pick({ endpoint: true }));
    if (input instanceof Response) return input;
    return c.json({ isOn: await renewDevice(c.var.company.ledgerSql, c.var.viewer, input.endpoint) });
  });
  routes.post('/api/push/devices/remove', needs('take.alert'), async (c) => {
    const input = await bodyOf(c, deviceRequestSchema.pick({ endpoint: true }));
    if (input instanceof Response) return input;
    await removeDevice(c.var.company.ledgerSql, c.var.viewer, input.endpoint);
    return c.json({ ok: true });
  });
  routes.post('/api/push/try', needs('take.alert'), async (c) => {
    const { viewer, company } = c.var;
    const isEnglish = viewer.language === 'en';
    const told = await parts.alertingOf(company).sender.tellNow(viewer.accountId, {
      title: isEnglish ? 'Tongpan' : '通盘',
      body: isEnglish ? 'Alerts reach this device.' : '这台设备可以收到提醒。',
      url: '/alerts',
      tag: 'try',
    });
    return told > 0 ? c.json({ told }) : refuse(c, 'push.none');
  });
}

function refuse(c: Asked, code: AlertProblemCode, facts: Readonly<Record<string, number>> = {}): Response {
  const sentence = alertSentence(code, c.var.viewer.language, facts);
  return c.json({ code, facts, sentence }, statusByCode[code]);
}

function idOf(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
