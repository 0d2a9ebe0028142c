import type { Hono } from 'hono';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import { isDraft } from '#domain/transfer/state.ts';
import { commentRequestSchema } from '#protocol/transfer/command.ts';
import { talkShape } from '#protocol/transfer/talk.ts';
import type { CommentView } from '#protocol/transfer/views.ts';
import type { Guarded } from '../identity/guard.ts';
import { personName } from '../identity/person-name.ts';
import { notFound } from '../identity/problem.ts';
import { at } from '../identity/rights.ts';
import type { Queries } from '../platform/database.ts';
import { numberArray as numbers } from '../stock/pg-array.ts';
import type { LiveDocuments } from '../sync/kind.ts';
import { headOf } from './http.ts';
import { readComments } from './read.ts';
import { sidesOf } from './rights.ts';
import { keyOf } from '../identity/asked.ts';
import { fieldsOf, invalid } from '../identity/body.ts';

const commentsMax = 500;

/** What is said about a transfer once its talk has ended: on the way, at the door, long after. Said twice under one key, once [TR-17]. */
export function commentRoutes(routes: Hono<Guarded>): void {
  routes.post('/api/transfers/:id{[0-9]{1,9}}/comments', async (c) => {
    const { viewer, company } = c.var;
    const id = Number(c.req.param('id')) as TransferId;
    const head = await headOf(c, id);
    if (!head || sidesOf(viewer, head).length === 0) return notFound(c);
    const key = keyOf(c);
    const parsed = commentRequestSchema.safeParse(await c.req.json().catch(() => undefined));
    if (key === undefined || !parsed.success)
      return invalid(c, parsed.success ? ['idempotency-key'] : fieldsOf(parsed.error));
    // While it is pencil people talk in the live document.
    if (isDraft(head.card.state)) return notFound(c);
    const said = await company.ledgerSql.begin(async (tx) => {
      const sql = tx as unknown as Queries;
      const rows = await sql`
        insert into transfer_comments (key, transfer_id, account_id, at, text)
        select ${key}::uuid, ${id}::int, ${viewer.accountId}::int, ${at(sql, company.clock.now())}, ${parsed.data.text.trim()}::text
        where (select count(*) from transfer_comments where transfer_id = ${id}) < ${commentsMax} on conflict (key) do nothing returning 1`;
      if (rows.length > 0) await sql`update transfers set version = version + 1 where id = ${id}`;
      const [known] = await sql`
        select 1 from transfer_comments where key = ${key} and transfer_id = ${id} and account_id = ${viewer.accountId}`;
      return known !== undefined;
    });
    return said ? c.json({ outcome: 'done' }) : invalid(c, ['text']);
  });
}

/** Everything that was said, oldest first: in the talk, frozen as it was signed, and since. */
export async function saidOf(
  sql: Queries,
  viewer: Viewer,
  live: Pick<LiveDocuments, 'read'>,
  id: TransferId,
): Promise<readonly CommentView[]> {
  const talk = await live.read(talkShape.kind, String(id));
  const entries = [...(talk?.roots.get('comments') ?? [])];
  const authors = [...new Set(entries.flatMap(([, { author }]) => author ?? []))];
  const people = await sql<{ id: number; name: string }[]>`
    select a.id, ${sql.unsafe(personName(viewer))} as name from accounts a where a.id = any(${numbers(authors)}::text::int[])`;
  const nameById = new Map(people.map(({ id: account, name }) => [account, name]));
  const inTalk = entries.flatMap(([key, { value, author }]): readonly CommentView[] => {
    const said = value as { readonly text?: unknown; readonly atMs?: unknown } | null;
    if (typeof said?.text !== 'string' || typeof said.atMs !== 'number') return [];
    const accountName = (author !== null && nameById.get(author)) || '';
    const skuId = Number(key.split('|')[0]) || 0;
    return [{ key, accountId: author, accountName, atMs: said.atMs, text: said.text, skuId }];
  });
  return [
    ...inTalk.toSorted((one, other) => one.atMs - other.atMs),
    ...(await readComments(sql, viewer, id)),
  ];
}
