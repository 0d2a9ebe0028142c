import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import { batchSkusMax, type SkuRecord } from '#domain/catalog/sku.ts';
import { maySee } from '#domain/identity/viewer.ts';
import {
  bulkSchema,
  goodsQuerySchema,
  mergeSchema,
  undoSchema,
  type GoodsQuery,
} from '#protocol/catalog/requests.ts';
import { needs, type Guarded } from '../identity/guard.ts';
import { sendFile } from '../export/send.ts';
import { notFound } from '../identity/problem.ts';
import { audit } from '../identity/audit.ts';
import { actorOf, plainSet, refuse, whole } from './answer.ts';
import { goodsFile } from './export-goods.ts';
import { findTroubles } from './findings.ts';
import { goodsRowsMax, idsOf, listGoods, readSome } from './list.ts';
import { mergeSkus } from './merge.ts';
import type { CatalogParts } from './parts.ts';
import { undoBatch } from './undo.ts';
import { inOneAct, readRecords, writeSkus, type Wish } from './write.ts';
import { type Asked, asViewer } from '../identity/asked.ts';
import { bodyOf } from '../identity/body.ts';

/** The list of goods and what is done to many of them at once. */
export function listRoutes(routes: Hono<Guarded>, parts: CatalogParts): void {
  routes.get('/api/goods', async (c) => {
    const named = c.req.query('ids');
    if (named !== undefined) {
      const ids = named
        .split(',')
        .map(Number)
        .filter((id) => Number.isInteger(id) && id > 0 && id < 2 ** 31);
      const rows = await asViewer(c, (sql) => readSome(sql, c.var.viewer, ids.slice(0, goodsRowsMax)));
      return c.json({ total: rows.length, isCapped: false, rows });
    }
    const query = queryOf(c);
    // An order or a filter would tell what the column hides.
    if (!query || isOracle(c, query)) return notFound(c);
    const limit = Math.min(whole(c.req.query('limit')) ?? 100, goodsRowsMax);
    const offset = whole(c.req.query('offset')) ?? 0;
    return c.json(await asViewer(c, (sql) => listGoods(sql, c.var.viewer, query, { offset, limit })));
  });
  routes.get('/api/export/goods/:form{xlsx|csv}', async (c) => {
    const query = queryOf(c);
    if (!query || isOracle(c, query)) return notFound(c);
    const form = c.req.param('form') === 'csv' ? 'csv' : 'xlsx';
    return sendFile(c, form, await goodsFile(c.var.company, c.var.viewer, query));
  });
  routes.get('/api/goods/findings', needs('manage.catalog'), async (c) =>
    c.json(await findTroubles(c.var.company.ledgerSql)),
  );
  routes.post('/api/goods/bulk', needs('manage.catalog'), async (c) => {
    const input = await bodyOf(c, bulkSchema);
    if (input instanceof Response) return input;
    const { company, viewer } = c.var;
    const { query, set, pricePercent } = input;
    const ids = input.ids ?? (query ? await idsOf(company.ledgerSql, viewer, query, batchSkusMax + 1) : []);
    if (ids.length > batchSkusMax) return refuse(c, 'batch.too_large', { max: batchSkusMax });
    const batch = randomUUID();
    const written = await inOneAct(company.ledgerSql, async (sql) => {
      const before = pricePercent === undefined ? undefined : await readRecords(sql, ids, true);
      const wishes = ids.map((id): Wish => ({
        id,
        set: { ...plainSet(set), ...repriced(before?.get(id)?.price, pricePercent) },
      }));
      const result = await writeSkus(sql, actorOf(c), batch, 'change', wishes);
      if (result.changed.length > 0)
        await audit(sql, {
          ...actorOf(c),
          action: 'catalog.change',
          subject: batch,
          detail: { skus: result.changed.length },
        });
      return result;
    });
    if (written.changed.length === 0) return refuse(c, 'sku.nothing_changed');
    return c.json({ batch, changed: written.changed.length });
  });
  routes.post('/api/goods/undo', needs('manage.catalog'), async (c) => {
    const input = await bodyOf(c, undoSchema);
    if (input instanceof Response) return input;
    const undoing = randomUUID();
    const taken = await inOneAct(c.var.company.ledgerSql, async (sql) => {
      const result = await undoBatch(sql, actorOf(c), input.batch, undoing);
      if (typeof result === 'object')
        await audit(sql, {
          ...actorOf(c),
          action: 'catalog.undo',
          subject: input.batch,
          detail: { skus: result.taken },
        });
      return result;
    });
    if (taken === 'unknown') return refuse(c, 'batch.unknown', {}, 404);
    if (taken === 'undone') return refuse(c, 'batch.undone');
    return c.json({ batch: undoing, ...taken });
  });
  routes.post('/api/goods/merge', needs('manage.catalog'), async (c) => {
    const input = await bodyOf(c, mergeSchema);
    if (input instanceof Response) return input;
    const { company, viewer } = c.var;
    const { keepId, dropId } = input;
    const found = await readRecords(company.ledgerSql, [keepId, dropId], false);
    const [keep, drop] = [found.get(keepId), found.get(dropId)];
    if (!keep || !drop || keepId === dropId) return notFound(c);
    if (keep.unitZh !== drop.unitZh)
      return refuse(c, 'sku.units_differ', { one: keep.unitZh, other: drop.unitZh });
    if (!(await parts.rebook(company, viewer, dropId, keepId))) return refuse(c, 'sku.on_its_way');
    const batch = randomUUID();
    const refusal = await inOneAct(company.ledgerSql, async (sql) => {
      const result = await mergeSkus(sql, actorOf(c), batch, keepId, dropId);
      if (result === undefined)
        await audit(sql, {
          ...actorOf(c),
          action: 'catalog.merge',
          subject: keep.code,
          detail: { merged: drop.code },
        });
      return result;
    });
    if (refusal === 'unknown') return notFound(c);
    return refusal ? refuse(c, refusal, { one: keep.unitZh, other: drop.unitZh }) : c.json({ batch });
  });
}

export function queryOf(c: Asked): GoodsQuery | undefined {
  const { search, category, supplier, state, lack, sort, down } = c.req.query();
  const parsed = goodsQuerySchema.safeParse({
    search: (search ?? '').slice(0, 100).replaceAll('\0', ''),
    category: whole(category),
    supplier: whole(supplier),
    state,
    lack,
    sort,
    isDown: down === '1',
  });
  return parsed.success ? parsed.data : undefined;
}

export function isOracle(c: Asked, query: GoodsQuery): boolean {
  const { viewer } = c.var;
  const asksCost = query.sort === 'cost' || query.lack === 'cost';
  const asksSupplier = query.supplier !== undefined || query.lack === 'supplier';
  return (asksCost && !maySee(viewer, 'cost')) || (asksSupplier && !maySee(viewer, 'internal'));
}

function repriced(price: number | undefined, percent: number | undefined): Partial<SkuRecord> {
  if (price === undefined || percent === undefined) return {};
  return { price: Math.floor((2 * price * (100 + percent) + 100) / 200) };
}
