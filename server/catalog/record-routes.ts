import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import { mayDo } from '#domain/identity/viewer.ts';
import {
  aliasSchema,
  newSkuSchema,
  photoSchema,
  skuChangeSchema,
  storeSkuSchema,
  variantsSchema,
} from '#protocol/catalog/requests.ts';
import { needs, type Guarded } from '../identity/guard.ts';
import { notFound } from '../identity/problem.ts';
import { audit } from '../identity/audit.ts';
import { actorOf, plainSet, reachedShelf, refuse } from './answer.ts';
import { indexSkus } from './index-skus.ts';
import { photoHeaders, redraw, writePhoto } from './photo.ts';
import { readCard, readChanges } from './record.ts';
import { makeVariants } from './variants.ts';
import { ChangedSince, CodeTaken, inOneAct, writeSkus, type Wish } from './write.ts';
import { type Asked, asViewer } from '../identity/asked.ts';
import { bodyOf } from '../identity/body.ts';

const sku = '/api/goods/:id{[0-9]{1,9}}';

/** One SKU: its record, its history, its picture, and what stores do otherwise. */
export function recordRoutes(routes: Hono<Guarded>): void {
  routes.get(sku, async (c) => {
    const card = await asViewer(c, (sql) => readCard(sql, c.var.viewer, idOf(c)));
    return card ? c.json(card) : notFound(c);
  });
  routes.get(`${sku}/changes`, async (c) =>
    c.json({ changes: await asViewer(c, (sql) => readChanges(sql, c.var.viewer, idOf(c))) }),
  );
  routes.post('/api/goods', needs('manage.catalog'), async (c) => {
    const input = await bodyOf(c, newSkuSchema);
    if (input instanceof Response) return input;
    const set = plainSet(input) as Extract<Wish, { id: null }>['set'];
    return write(c, { id: null, set });
  });
  routes.put(sku, needs('manage.catalog'), async (c) => {
    const input = await bodyOf(c, skuChangeSchema);
    if (input instanceof Response) return input;
    return write(c, { id: idOf(c), set: plainSet(input.set), revision: input.revision });
  });
  routes.post(`${sku}/variants`, needs('manage.catalog'), async (c) => {
    const input = await bodyOf(c, variantsSchema);
    if (input instanceof Response) return input;
    const batch = randomUUID();
    try {
      const made = await inOneAct(c.var.company.ledgerSql, async (sql) => {
        const created = await makeVariants(sql, actorOf(c), batch, idOf(c), input);
        if (created)
          await audit(sql, {
            ...actorOf(c),
            action: 'catalog.create',
            subject: String(idOf(c)),
            detail: { variants: created.length },
          });
        return created;
      });
      return made ? c.json({ batch, made: made.length }, 201) : notFound(c);
    } catch (error) {
      if (error instanceof CodeTaken) return refuse(c, 'sku.code_taken', { code: error.code });
      throw error;
    }
  });
  routes.get(`${sku}/photo`, async (c) => {
    const [row] = await c.var.company.ledgerSql<{ small: Buffer; large: Buffer }[]>`
      select small, large from sku_photos where sku_id = ${idOf(c)}`;
    if (!row) return notFound(c);
    const image = c.req.query('size') === 'large' ? row.large : row.small;
    return c.body(new Uint8Array(image), 200, photoHeaders);
  });
  routes.put(`${sku}/photo`, needs('manage.catalog'), async (c) => {
    const input = await bodyOf(c, photoSchema);
    if (input instanceof Response) return input;
    const photo = await redraw(Buffer.from(input.image, 'base64'));
    if (!photo) return refuse(c, 'photo.unreadable', {}, 422);
    const { ledgerSql } = c.var.company;
    const [known] = await ledgerSql`select 1 from skus where id = ${idOf(c)}`;
    if (!known) return notFound(c);
    await inOneAct(ledgerSql, async (sql) => {
      await writePhoto(sql, idOf(c), photo);
      await audit(sql, {
        ...actorOf(c),
        action: 'catalog.photo',
        subject: String(idOf(c)),
        detail: { hash: photo.hash },
      });
    });
    return c.json({ photo: photo.hash });
  });
  routes.delete(`${sku}/photo`, needs('manage.catalog'), async (c) => {
    await inOneAct(c.var.company.ledgerSql, async (sql) => {
      const gone = await sql`delete from sku_photos where sku_id = ${idOf(c)} returning 1`;
      if (gone.length > 0)
        await audit(sql, {
          ...actorOf(c),
          action: 'catalog.photo',
          subject: String(idOf(c)),
          detail: { hash: '' },
        });
    });
    return c.json({ ok: true });
  });
  storeRoutes(routes);
}

/** What a store does otherwise: its price is HQ's to set, its least and most also whoever sets reorder points there. */
function storeRoutes(routes: Hono<Guarded>): void {
  routes.put(`${sku}/stores`, async (c) => {
    const mayPrice = mayDo(c.var.viewer, 'manage.catalog');
    if (!mayPrice && !mayDo(c.var.viewer, 'post.reorder_point')) return notFound(c);
    const input = await bodyOf(c, storeSkuSchema);
    if (input instanceof Response) return input;
    const shelf = reachedShelf(c, input.storeId);
    if (shelf === undefined) return notFound(c);
    const { ledgerSql } = c.var.company;
    const [known] = await ledgerSql`select 1 from skus where id = ${idOf(c)}`;
    if (!known) return notFound(c);
    const { price, minimum } = input;
    const maximum =
      minimum !== null && input.maximum !== null && input.maximum < minimum ? minimum : input.maximum;
    await inOneAct(ledgerSql, async (sql) => {
      await sql`insert into store_skus (location_id, sku_id, price, minimum, maximum)
        values (${shelf}, ${idOf(c)}, ${mayPrice ? price : null}, ${minimum}, ${maximum})
        on conflict (location_id, sku_id) do update set price = case when ${mayPrice} then excluded.price else store_skus.price end,
          minimum = excluded.minimum, maximum = excluded.maximum`;
      await sql`delete from store_skus where location_id = ${shelf} and sku_id = ${idOf(c)} and price is null and minimum is null and maximum is null`;
      await audit(sql, {
        ...actorOf(c),
        action: 'catalog.store',
        subject: String(idOf(c)),
        detail: {
          store: input.storeId,
          price: (mayPrice ? price : null) ?? '',
          minimum: minimum ?? '',
          maximum: maximum ?? '',
        },
      });
    });
    return c.json({ ok: true });
  });
  routes.post(`${sku}/aliases`, needs('manage.catalog'), async (c) => {
    const input = await bodyOf(c, aliasSchema);
    if (input instanceof Response) return input;
    const shelf = input.storeId === null ? null : reachedShelf(c, input.storeId);
    if (shelf === undefined) return notFound(c);
    const isNew = await inOneAct(c.var.company.ledgerSql, async (sql) => {
      const rows = await sql`insert into sku_aliases (location_id, alias, sku_id)
        select ${shelf}::int, ${input.alias}, id from skus where id = ${idOf(c)} on conflict do nothing returning 1`;
      if (rows.length === 0) return false;
      await indexSkus(sql, [idOf(c)]);
      await audit(sql, {
        ...actorOf(c),
        action: 'catalog.alias',
        subject: String(idOf(c)),
        detail: { alias: input.alias },
      });
      return true;
    });
    return isNew ? c.json({ ok: true }, 201) : refuse(c, 'alias.taken', { code: input.alias });
  });
  routes.delete(`${sku}/aliases/:alias`, needs('manage.catalog'), async (c) => {
    const alias = c.req.param('alias');
    const isGone = await inOneAct(c.var.company.ledgerSql, async (sql) => {
      const rows =
        await sql`delete from sku_aliases where sku_id = ${idOf(c)} and alias = ${alias} returning 1`;
      if (rows.length === 0) return false;
      await indexSkus(sql, [idOf(c)]);
      await audit(sql, {
        ...actorOf(c),
        action: 'catalog.alias',
        subject: String(idOf(c)),
        detail: { without: alias },
      });
      return true;
    });
    return isGone ? c.json({ ok: true }) : notFound(c);
  });
}

async function write(c: Asked, wish: Wish): Promise<Response> {
  const batch = randomUUID();
  const isNew = wish.id === null;
  try {
    const written = await inOneAct(c.var.company.ledgerSql, async (sql) => {
      const result = await writeSkus(sql, actorOf(c), batch, isNew ? 'create' : 'change', [wish]);
      const count = result.created.length + result.changed.length;
      if (count > 0)
        await audit(sql, {
          ...actorOf(c),
          action: isNew ? 'catalog.create' : 'catalog.change',
          subject: batch,
          detail: { skus: count },
        });
      return result;
    });
    const skuId = written.created[0] ?? written.changed[0];
    if (skuId === undefined) {
      const [known] = await c.var.company.ledgerSql`select 1 from skus where id = ${wish.id ?? 0}`;
      return known ? refuse(c, 'sku.nothing_changed') : notFound(c);
    }
    return c.json({ skuId, batch }, isNew ? 201 : 200);
  } catch (error) {
    if (error instanceof CodeTaken) return refuse(c, 'sku.code_taken', { code: error.code });
    if (error instanceof ChangedSince) return refuse(c, 'sku.changed_since');
    // A category, product or supplier that is not there.
    if (error instanceof Error && 'code' in error && error.code === '23503') return notFound(c);
    throw error;
  }
}

function idOf(c: Asked): number {
  return Number(c.req.param('id'));
}
