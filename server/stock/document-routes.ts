import { Hono } from 'hono';
import * as z from 'zod';
import { mayDo, mayReach } from '#domain/identity/viewer.ts';
import { businessDayOf } from '#domain/store/business-day.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import { documentsQuerySchema, type DocumentsQuery } from '#protocol/stock/documents.ts';
import { refuse, whole } from '../catalog/answer.ts';
import { photoHeaders, redraw } from '../catalog/photo.ts';
import { formOf } from '../export/list-file.ts';
import { sendFile } from '../export/send.ts';
import { guard, person, type GuardParts, type Guarded } from '../identity/guard.ts';
import { notFound } from '../identity/problem.ts';
import type { Company } from '../platform/company.ts';
import { documentsFile } from './export-documents.ts';
import { documentRowsMax, listDocuments } from './list-documents.ts';
import type { StoreCodes } from './store-codes.ts';
import { type Asked, asViewer } from '../identity/asked.ts';
import { bodyOf } from '../identity/body.ts';

export interface DocumentParts extends GuardParts {
  readonly codesOf: (company: Company) => StoreCodes;
}

const photosOfDocumentMax = 12;
const photoSchema = z.object({ image: z.base64().max(12_000_000) });

/** The list of documents, and the pictures of paper that hang on them. */
export function documentRoutes(parts: DocumentParts): Hono<Guarded> {
  const routes = new Hono<Guarded>();
  for (const path of [
    '/api/documents',
    '/api/export/documents/*',
    '/api/documents/:number/photos',
    '/api/documents/:number/photos/*',
  ])
    routes.use(path, guard(parts), async (c, next) =>
      mayDo(c.var.viewer, 'view.stock') ? next() : notFound(c),
    );
  routes.get('/api/documents', async (c) => {
    const query = queryOf(c);
    if (!query) return notFound(c);
    const limit = Math.min(whole(c.req.query('limit')) ?? 100, documentRowsMax);
    const rows = await asViewer(c, (sql) =>
      listDocuments(sql, c.var.viewer, shelvesOf(c, query), query, limit),
    );
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return c.json({ documents: rows, before: last ? { ms: last.recordedAtMs, key: last.commandKey } : null });
  });
  routes.get('/api/export/documents/:form{xlsx|csv}', (c) => {
    const query = queryOf(c);
    if (!query) return notFound(c);
    const { company, viewer } = c.var;
    return sendFile(
      c,
      formOf(c.req.param('form')),
      documentsFile(company, viewer, shelvesOf(c, query), query),
    );
  });
  routes.get('/api/documents/:number/photos', async (c) => {
    const at = refOf(c, parts);
    if (!at) return notFound(c);
    const photos = await asViewer(
      c,
      (
        sql,
      ) => sql`select f.id, (extract(epoch from f.at) * 1000)::bigint as "atMs", a.name_zh as "accountName" from document_photos f
        join accounts a on a.id = f.account_id where f.location_id = ${at.location} and f.position = ${at.position} order by f.id limit ${photosOfDocumentMax}`,
    );
    return c.json({ photos });
  });
  routes.post('/api/documents/:number/photos', person, async (c) => {
    const at = refOf(c, parts);
    if (!at) return notFound(c);
    const input = await bodyOf(c, photoSchema);
    if (input instanceof Response) return input;
    const photo = await redraw(Buffer.from(input.image, 'base64'));
    if (!photo) return refuse(c, 'photo.unreadable', {}, 422);
    const rows = await c.var.company.ledgerSql<{ id: number }[]>`
      insert into document_photos (location_id, position, account_id, image)
      select d.location_id, d.position, ${c.var.viewer.accountId}::int, ${photo.large} from documents d
      where d.location_id = ${at.location} and d.position = ${at.position}
        and (select count(*) from document_photos f where f.location_id = d.location_id and f.position = d.position) < ${photosOfDocumentMax}
      returning id`;
    return rows[0] ? c.json({ id: rows[0].id }, 201) : notFound(c);
  });
  routes.get('/api/documents/:number/photos/:id{[0-9]{1,9}}', async (c) => {
    const at = refOf(c, parts);
    if (!at) return notFound(c);
    const [row] = await asViewer(
      c,
      (sql) => sql<{ image: Buffer }[]>`select image from document_photos
        where id = ${Number(c.req.param('id'))} and location_id = ${at.location} and position = ${at.position}`,
    );
    return row ? c.body(new Uint8Array(row.image), 200, photoHeaders) : notFound(c);
  });
  return routes;
}

/** The shelves that a query is about: all in reach, or one of them. */
function shelvesOf(c: Asked, query: DocumentsQuery): readonly LocationId[] {
  const { viewer, company } = c.var;
  const reached = company.locations.all().filter(({ kind, id }) => kind === 'shelf' && mayReach(viewer, id));
  return reached
    .filter(({ storeId }) => query.storeId === undefined || storeId === (query.storeId as StoreId))
    .map(({ id }) => id);
}

function queryOf(c: Asked): DocumentsQuery | undefined {
  const { store, kind, state, papers, mine, from, to, before, key } = c.req.query();
  const parsed = documentsQuerySchema.safeParse({
    storeId: whole(store),
    kind: kind || undefined,
    state: state || undefined,
    isWithoutSales: papers === '1',
    isMine: mine === '1',
    fromDay: businessDayOf(from ?? ''),
    toDay: businessDayOf(to ?? ''),
    beforeMs: whole(before),
    beforeKey: key || undefined,
  });
  return parsed.success ? parsed.data : undefined;
}

function refOf(c: Asked, parts: DocumentParts): { location: LocationId; position: number } | undefined {
  const number = c.req.param('number') ?? '';
  const cut = number.lastIndexOf('-');
  const location = parts.codesOf(c.var.company).locationOf(number.slice(0, cut));
  const position = whole(number.slice(cut + 1));
  if (location === undefined || position === undefined || !mayReach(c.var.viewer, location)) return undefined;
  return { location, position };
}
