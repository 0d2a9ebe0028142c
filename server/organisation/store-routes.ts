import type { Hono } from 'hono';
import { regionSchema, storeSchema } from '#protocol/organisation/requests.ts';
import { formOf } from '../export/list-file.ts';
import { sendFile } from '../export/send.ts';
import { bodyOf } from '../identity/body.ts';
import { guard, needs, type Guarded } from '../identity/guard.ts';
import { act } from './answer.ts';
import { storesFile } from './export-stores.ts';
import type { OrganisationParts } from './parts.ts';
import { changeStore, makeStore, readOrganisation } from './stores.ts';

/** Any number, the same in every process: regions are moved one after the other. */
const treeLock = 7_240_524;

/** Regions, stores and warehouses. */
export function storeRoutes(routes: Hono<Guarded>, parts: OrganisationParts): void {
  const manage = [guard(parts), needs('manage.store')] as const;
  routes.get('/api/organisation', ...manage, async (c) =>
    c.json(await readOrganisation(c.var.company.ledgerSql)),
  );
  routes.get('/api/export/stores/:form{xlsx|csv}', ...manage, async (c) =>
    sendFile(
      c,
      formOf(c.req.param('form')),
      await storesFile(c.var.company.ledgerSql, c.var.viewer.language),
    ),
  );
  routes.post('/api/organisation/regions', ...manage, async (c) => {
    const input = await bodyOf(c, regionSchema);
    if (input instanceof Response) return input;
    return act(c, 'store.region', input.code, async (sql) => {
      const [row] = await sql<{ id: number }[]>`insert into regions (code, name_zh, name_en, parent_id)
        values (${input.code}, ${input.nameZh}, ${input.nameEn}, ${input.parentId}) on conflict (code) do nothing returning id`;
      return row?.id ?? 'store.code_taken';
    });
  });
  routes.put('/api/organisation/regions/:id{[0-9]{1,9}}', ...manage, async (c) => {
    const input = await bodyOf(c, regionSchema);
    if (input instanceof Response) return input;
    const id = Number(c.req.param('id'));
    return act(c, 'store.region', input.code, async (sql) => {
      // Two who move regions at once could close a circle between them.
      await sql`select pg_advisory_xact_lock(${treeLock})`;
      const [circle] =
        await sql`with recursive above as (select id, parent_id from regions where id = ${input.parentId}
        union select p.id, p.parent_id from regions p join above on p.id = above.parent_id) select 1 from above where id = ${id}`;
      if (circle) return 'region.circle';
      const [taken] = await sql`select 1 from regions where code = ${input.code} and id <> ${id}`;
      if (taken) return 'store.code_taken';
      const [row] = await sql<
        { id: number }[]
      >`update regions set code = ${input.code}, name_zh = ${input.nameZh}, name_en = ${input.nameEn},
        parent_id = ${input.parentId} where id = ${id} returning id`;
      return row?.id ?? 'unknown';
    });
  });
  routes.post('/api/organisation/stores', ...manage, async (c) => {
    const input = await bodyOf(c, storeSchema);
    if (input instanceof Response) return input;
    const answer = await act(
      c,
      'store.make',
      input.code,
      async (sql) => (await makeStore(sql, input)) ?? 'store.code_taken',
    );
    await parts.storesChanged(c.var.company);
    return answer;
  });
  routes.put('/api/organisation/stores/:id{[0-9]{1,9}}', ...manage, async (c) => {
    const input = await bodyOf(c, storeSchema);
    if (input instanceof Response) return input;
    const id = Number(c.req.param('id'));
    const answer = await act(c, 'store.change', input.code, async (sql) => {
      const result = await changeStore(sql, id, input);
      if (result === 'changed') return id;
      return result === 'unknown' ? 'unknown' : `store.${result}`;
    });
    await parts.storesChanged(c.var.company);
    return answer;
  });
}
