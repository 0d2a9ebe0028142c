import { Hono } from 'hono';
import * as z from 'zod';
import { moneyCell, momentCell, text, wholeCell, type Cell } from '#domain/export/cell.ts';
import { mayDo, mayReach, maySee } from '#domain/identity/viewer.ts';
import { businessDayOf, zoneOffsetMs } from '#domain/store/business-day.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import { documentsQuerySchema, type DocumentRow, type DocumentsQuery } from '#protocol/stock/documents.ts';
import { refuse, whole } from '../catalog/answer.ts';
import { photoHeaders, redraw } from '../catalog/photo.ts';
import { sendFile } from '../export/send.ts';
import { guard, person, type GuardParts, type Guarded } from '../identity/guard.ts';
import { notFound } from '../identity/problem.ts';
import type { Company } from '../platform/company.ts';
import { documentRowsMax, listDocuments } from './list-documents.ts';
import type { StoreCodes } from './store-codes.ts';
import { type Asked, asViewer } from '../identity/asked.ts';
import { bodyOf } from '../identity/body.ts';

export interface DocumentParts extends GuardParts {
  readonly codesOf: (company: Company) => StoreCodes;
}

const photosOfDocumentMax = 12;
const exportRowsMax = 50_000;
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
    return sendFile(c, c.req.param('form') === 'csv' ? 'csv' : 'xlsx', documentsFile(c, query));
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

const heads = {
  'zh-CN': ['单号', '类型', '门店', '对方门店', '时间', '经手人', '行数', '数量', '金额', '关联单据', '状态'],
  en: [
    'Number',
    'Kind',
    'Store',
    'Other store',
    'Time',
    'Person',
    'Lines',
    'Quantity',
    'Amount',
    'Of',
    'State',
  ],
} as const;

/** The last row of a file that does not hold all that was asked for. */
const cutShort = {
  'zh-CN': `只导出了最新的 ${exportRowsMax} 行。请按日期或门店筛选后分次导出。`,
  en: `Only the newest ${exportRowsMax} rows are here. Filter by days or by store, and export in parts.`,
} as const;

function documentsFile(c: Asked, query: DocumentsQuery) {
  const { viewer } = c.var;
  const hasCost = maySee(viewer, 'cost');
  const isEnglish = viewer.language === 'en';
  return {
    name: isEnglish ? 'documents' : '单据',
    heads: [...heads[viewer.language], ...(hasCost ? [isEnglish ? 'Cost value' : '成本额'] : [])],
    rows: (async function* () {
      let next = query;
      for (let sent = 0; sent < exportRowsMax;) {
        const rows = await asViewer(c, (sql) =>
          listDocuments(sql, viewer, shelvesOf(c, next), next, documentRowsMax),
        );
        yield rows.map((row) => cellsOf(row, isEnglish, hasCost));
        const last = rows.at(-1);
        if (!last || rows.length < documentRowsMax) return;
        sent += rows.length;
        next = { ...next, beforeMs: last.recordedAtMs, beforeKey: last.commandKey };
      }
      yield [[text(isEnglish ? cutShort.en : cutShort['zh-CN'])]];
    })(),
  };
}

function cellsOf(row: DocumentRow, isEnglish: boolean, hasCost: boolean): Cell[] {
  return [
    text(row.document),
    text(row.kind),
    text(isEnglish ? row.storeNameEn : row.storeNameZh),
    text(row.targetCode ?? ''),
    momentCell(row.occurredAtMs, zoneOffsetMs(row.occurredAtMs, row.timeZone)),
    text(row.accountName),
    wholeCell(row.lines),
    wholeCell(row.quantity),
    moneyCell(row.amount),
    text(row.of ?? ''),
    text(row.isUndone ? (isEnglish ? 'reversed' : '已冲销') : ''),
    ...(hasCost ? [moneyCell(row.value)] : []),
  ];
}
