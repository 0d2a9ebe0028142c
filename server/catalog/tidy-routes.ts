import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import { maySee } from '#domain/identity/viewer.ts';
import {
  categoryMergeSchema,
  categorySchema,
  supplierSchema,
  viewSchema,
} from '#protocol/catalog/requests.ts';
import { formOf } from '../export/list-file.ts';
import { sendFile } from '../export/send.ts';
import { needs, person, type Guarded } from '../identity/guard.ts';
import { notFound } from '../identity/problem.ts';
import { audit } from '../identity/audit.ts';
import type { Queries } from '../platform/database.ts';
import { actorOf, refuse } from './answer.ts';
import { mergeCategory, wouldCircle } from './categories.ts';
import { categoriesFile, readCategories } from './export-categories.ts';
import { ruleRoutes } from './rule-routes.ts';
import { inOneAct } from './write.ts';
import type { Asked } from '../identity/asked.ts';
import { bodyOf } from '../identity/body.ts';

const savedViewsMax = 50;

/** Categories, suppliers and saved views: short lists that everybody's pages hold whole. */
export function tidyRoutes(routes: Hono<Guarded>): void {
  routes.get('/api/categories', async (c) =>
    c.json({ categories: await readCategories(c.var.company.ledgerSql) }),
  );
  routes.get('/api/export/categories/:form{xlsx|csv}', async (c) => {
    const { company, viewer } = c.var;
    const file = await categoriesFile(company.ledgerSql, viewer.language);
    return sendFile(c, formOf(c.req.param('form')), file);
  });
  routes.post('/api/categories', needs('manage.catalog'), async (c) => {
    const input = await bodyOf(c, categorySchema);
    if (input instanceof Response) return input;
    return tidy(c, input.code, 'catalog.category', async (sql) => {
      const [row] = await sql<{ id: number }[]>`insert into categories (code, name_zh, name_en, parent_id)
        values (${input.code}, ${input.nameZh}, ${input.nameEn}, ${input.parentId}) on conflict (code) do nothing returning id`;
      return row?.id;
    });
  });
  routes.put('/api/categories/:id{[0-9]{1,9}}', needs('manage.catalog'), async (c) => {
    const input = await bodyOf(c, categorySchema);
    if (input instanceof Response) return input;
    const id = Number(c.req.param('id'));
    let isCircle = false;
    const answer = await tidy(c, input.code, 'catalog.category', async (sql) => {
      isCircle = await wouldCircle(sql, id, input.parentId);
      if (isCircle) return undefined;
      const [taken] = await sql`select 1 from categories where code = ${input.code} and id <> ${id}`;
      if (taken) return undefined;
      const [row] = await sql<
        { id: number }[]
      >`update categories set code = ${input.code}, name_zh = ${input.nameZh},
        name_en = ${input.nameEn}, parent_id = ${input.parentId} where id = ${id} returning id`;
      return row?.id;
    });
    return isCircle ? refuse(c, 'category.circle') : answer;
  });
  routes.post('/api/categories/:id{[0-9]{1,9}}/merge', needs('manage.catalog'), async (c) => {
    const input = await bodyOf(c, categoryMergeSchema);
    if (input instanceof Response) return input;
    const id = Number(c.req.param('id'));
    const batch = randomUUID();
    const result = await inOneAct(c.var.company.ledgerSql, (sql) =>
      mergeCategory(sql, actorOf(c), batch, id, input.intoId),
    );
    if (result === 'unknown') return notFound(c);
    return result === 'circle' ? refuse(c, 'category.circle') : c.json({ moved: result.moved });
  });
  routes.delete('/api/categories/:id{[0-9]{1,9}}', needs('manage.catalog'), async (c) => {
    const id = Number(c.req.param('id'));
    const isGone = await inOneAct(c.var.company.ledgerSql, async (sql) => {
      const rows = await sql<{ code: string }[]>`delete from categories where id = ${id}
        and not exists (select from skus where category_id = ${id}) and not exists (select from categories where parent_id = ${id}) returning code`;
      if (rows[0])
        await audit(sql, {
          ...actorOf(c),
          action: 'catalog.category',
          subject: rows[0].code,
          detail: { gone: 1 },
        });
      return rows.length > 0;
    });
    return isGone ? c.json({ ok: true }) : refuse(c, 'category.in_use');
  });
  supplierRoutes(routes);
  viewRoutes(routes);
  ruleRoutes(routes);
}

function supplierRoutes(routes: Hono<Guarded>): void {
  routes.get('/api/suppliers', async (c) => {
    if (!maySee(c.var.viewer, 'internal')) return c.json({ suppliers: [] });
    const rows = await c.var.company.ledgerSql`
      select id, code, name_zh as "nameZh", name_en as "nameEn", contact, is_active as "isActive" from suppliers order by code limit 5000`;
    const isPersonal = maySee(c.var.viewer, 'personal');
    return c.json({
      suppliers: rows.map((row) => ({ ...row, contact: isPersonal ? (row['contact'] as string) : null })),
    });
  });
  routes.post('/api/suppliers', needs('manage.catalog'), async (c) => {
    const input = await bodyOf(c, supplierSchema);
    if (input instanceof Response) return input;
    return tidy(c, input.code, 'catalog.supplier', async (sql) => {
      const [row] = await sql<
        { id: number }[]
      >`insert into suppliers (code, name_zh, name_en, contact, is_active)
        values (${input.code}, ${input.nameZh}, ${input.nameEn}, ${input.contact}, ${input.isActive}) on conflict (code) do nothing returning id`;
      return row?.id;
    });
  });
  routes.put('/api/suppliers/:id{[0-9]{1,9}}', needs('manage.catalog'), async (c) => {
    const input = await bodyOf(c, supplierSchema);
    if (input instanceof Response) return input;
    const id = Number(c.req.param('id'));
    return tidy(c, input.code, 'catalog.supplier', async (sql) => {
      const [taken] = await sql`select 1 from suppliers where code = ${input.code} and id <> ${id}`;
      if (taken) return undefined;
      const [row] = await sql<
        { id: number }[]
      >`update suppliers set code = ${input.code}, name_zh = ${input.nameZh},
        name_en = ${input.nameEn}, contact = ${input.contact}, is_active = ${input.isActive} where id = ${id} returning id`;
      return row?.id;
    });
  });
}

/** How somebody likes to look at a list: his own ones, and those that others share. */
function viewRoutes(routes: Hono<Guarded>): void {
  routes.get('/api/views', person, async (c) => {
    const views = await c.var.company.ledgerSql`
      select id, page, name, query, is_shared as "isShared", account_id = ${c.var.viewer.accountId} as "isMine" from saved_views
      where page = ${c.req.query('page') ?? ''} and (account_id = ${c.var.viewer.accountId} or is_shared) order by name limit 200`;
    return c.json({ views });
  });
  routes.post('/api/views', person, async (c) => {
    const input = await bodyOf(c, viewSchema);
    if (input instanceof Response) return input;
    const { accountId } = c.var.viewer;
    const { ledgerSql } = c.var.company;
    const [{ count } = { count: 0 }] = await ledgerSql<
      { count: number }[]
    >`select count(*) as count from saved_views where account_id = ${accountId}`;
    if (count >= savedViewsMax) return refuse(c, 'batch.too_large', { max: savedViewsMax });
    const [row] = await ledgerSql<{ id: number }[]>`
      insert into saved_views (account_id, page, name, query, is_shared)
      values (${accountId}, ${input.page}, ${input.name}, ${JSON.stringify(input.query)}::text::jsonb, ${input.isShared})
      on conflict (account_id, page, name) do update set query = excluded.query, is_shared = excluded.is_shared returning id`;
    return c.json({ id: row?.id }, 201);
  });
  routes.delete('/api/views/:id{[0-9]{1,9}}', person, async (c) => {
    const rows = await c.var.company.ledgerSql`
      delete from saved_views where id = ${Number(c.req.param('id'))} and account_id = ${c.var.viewer.accountId} returning 1`;
    return rows.length > 0 ? c.json({ ok: true }) : notFound(c);
  });
}

/** Writes a row of a short list with its audit; a code that is taken is told. */
async function tidy(
  c: Asked,
  code: string,
  action: 'catalog.category' | 'catalog.supplier',
  write: (sql: Queries) => Promise<number | undefined>,
): Promise<Response> {
  try {
    const id = await inOneAct(c.var.company.ledgerSql, async (sql) => {
      const written = await write(sql);
      if (written !== undefined) await audit(sql, { ...actorOf(c), action, subject: code });
      return written;
    });
    return id === undefined ? refuse(c, 'name.taken', { code }) : c.json({ id });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '23503') return notFound(c);
    throw error;
  }
}
