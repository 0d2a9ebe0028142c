import type { SkuId } from '#domain/catalog/ids.ts';
import { mayDo } from '#domain/identity/viewer.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { DraftLine } from '#domain/transfer/agreement.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import { isDraft, type TransferState } from '#domain/transfer/state.ts';
import { talkShape } from '#protocol/transfer/talk.ts';
import type { Sql, Queries } from '../platform/database.ts';
import { numberArray as numbers } from '../stock/pg-array.ts';
import type { Content, DocumentKind, LiveDocuments, Write } from '../sync/kind.ts';
import { maySeeTransfer, sidesOf, type Ends } from './rights.ts';
import type { Talks } from './talks.ts';

const kind = talkShape.kind;

interface TalkFacts extends Ends {
  readonly state: TransferState;
}

/** The talk about a transfer as a live document. Who may write which number is judged at every message [TR-2]. */
export const talkKind: DocumentKind<TalkFacts> = {
  shape: talkShape,
  readFacts: async (sql, names) => {
    const ids = names.filter((name) => /^[1-9][0-9]{0,8}$/.test(name)).map(Number);
    const rows = await sql<
      { id: number; state: TransferState; sourceId: LocationId; targetId: LocationId }[]
    >`
      select id, state, source_id as "sourceId", target_id as "targetId" from transfers
      where id = any(${numbers(ids)}::text::int[]) and kind <> 'delivery'`;
    return new Map(rows.map(({ id, ...facts }) => [String(id), facts]));
  },
  accessOf: (viewer, facts) => {
    if (!maySeeTransfer(viewer, facts)) return undefined;
    const sides = sidesOf(viewer, facts);
    const mayWrite = isDraft(facts.state) && sides.length > 0 && mayDo(viewer, 'transfer.talk');
    return { role: sides.length === 0 ? 'reader' : sides.join('+'), mayWrite };
  },
  judge: ({ root }, { access }) => {
    const side = sideByRoot[root];
    return side === undefined || access.role.split('+').includes(side) ? undefined : 'transfer.not_your_side';
  },
  seed: async (sql, id) => seedsOf(await readRows(sql, Number(id) as TransferId)),
};

const sideByRoot: Readonly<Record<string, string>> = { asked: 'target', offered: 'source', ruled: 'region' };
const fields = ['asked', 'offered', 'ruled'] as const;

/** The talks of a company for its desk. */
export function liveTalks(live: LiveDocuments, sql: Sql): Talks {
  const read = async (id: TransferId): Promise<readonly DraftLine[]> => {
    const name = String(id);
    let content = await live.read(kind, name);
    if (!content) {
      // Nobody has opened it yet: made now, so that it can be frozen like any other.
      await live.write(kind, name, seedsOf(await readRows(sql, id)));
      content = await live.read(kind, name);
    }
    return content ? draftOf(sql, content) : [];
  };
  return {
    read,
    freeze: async (id, run) => {
      let step: Awaited<ReturnType<typeof run>>['step'] | undefined;
      const open = new Error('the talk stays open');
      try {
        return await live.freeze(kind, String(id), async (tx, content) => {
          const made = await run(tx, await draftOf(tx, content));
          step = made.step;
          if (!made.stays) throw open;
          return made.step;
        });
      } catch (error) {
        if (error === open && step !== undefined) return step;
        throw error;
      }
    },
    settle: async (id, run) => {
      type Result = Awaited<ReturnType<typeof run>>;
      let made: { readonly result: Result } | undefined;
      const stays = new Error('the talk stays frozen');
      try {
        await live.thaw(kind, String(id), async (tx) => {
          // In the order in which freezing locks: the document, then its transfer.
          await tx`select 1 from live_documents where kind = ${kind} and name = ${String(id)} for update`;
          const result = (await run(tx)) as Result;
          const [row] = await tx<{ state: TransferState }[]>`select state from transfers where id = ${id}`;
          made = { result };
          if (!row || !isDraft(row.state)) throw stays;
        });
      } catch (error) {
        if (error !== stays || !made) throw error;
        // Frozen it stays, so what was run is run again by itself: it finds nothing done and does it.
        made = { result: (await sql.begin((tx) => run(tx as unknown as Queries))) as Result };
      }
      if (!made) throw new Error('a talk was settled and was not');
      await live.refresh(kind, String(id));
      return made.result;
    },
  };
}

/** Follows the talks: the lines beside each transfer, its history and its state say what the talk says, a moment later. */
export function followTalks(
  live: LiveDocuments,
  sql: Sql,
  now: () => number,
  onError: (error: unknown) => void,
): () => void {
  let last = Promise.resolve();
  return live.follow(kind, (name, writes) => {
    const numbersOnly = writes.filter(({ root, author }) => author !== null && root in sideByRoot);
    if (numbersOnly.length === 0) return;
    last = last
      .then(() =>
        sql.begin((tx) => takeOver(tx as unknown as Queries, Number(name) as TransferId, numbersOnly, now())),
      )
      .then(() => undefined)
      .catch(onError);
  });
}

async function takeOver(
  sql: Queries,
  id: TransferId,
  writes: readonly (Write & { readonly author: number | null })[],
  atMs: number,
): Promise<void> {
  const [transfer] = await sql<
    { state: TransferState }[]
  >`select state from transfers where id = ${id} for update`;
  if (!transfer || !isDraft(transfer.state)) return;
  for (const { root, key, value, author } of writes) {
    const field = fields.find((one) => one === root);
    if (!field) continue;
    const column = sql(field);
    const [before] = await sql<{ value: number | null }[]>`
      select ${column} as value from transfer_lines where transfer_id = ${id} and sku_id = ${Number(key)}`;
    const after = typeof value === 'number' ? value : null;
    if ((before?.value ?? null) === after) continue;
    const written = await sql`
      insert into transfer_lines (transfer_id, sku_id, ${column}) select ${id}::int, k.id, ${after}::bigint from skus k where k.id = ${Number(key)}
      on conflict (transfer_id, sku_id) do update set ${column} = excluded.${column} returning 1`;
    if (written.length > 0)
      await sql`insert into transfer_changes (transfer_id, sku_id, field, before, after, account_id, at)
        values (${id}, ${Number(key)}, ${field}, ${before?.value ?? null}, ${after}, ${author}, to_timestamp(${atMs / 1000}::float8))`;
  }
  await sql`
    update transfers t set version = version + 1,
      state = case when answered then 'talks' else state end,
      state_since = case when answered and state <> 'talks' then to_timestamp(${atMs / 1000}::float8) else state_since end,
      line_count = s.lines, units = s.units
    from (
      select count(*) filter (where coalesce(ruled, asked, offered, 0) > 0) as lines, sum(coalesce(ruled, least(asked, offered), 0)) as units,
        (select count(distinct field) > 0 from transfer_changes where transfer_id = ${id}) as answered
      from transfer_lines where transfer_id = ${id}
    ) s where t.id = ${id}`;
}

async function readRows(sql: Queries, id: TransferId): Promise<readonly DraftLine[]> {
  return sql<DraftLine[]>`
    select sku_id as sku, asked, offered, ruled from transfer_lines
    where transfer_id = ${id} and (asked is not null or offered is not null or ruled is not null) order by sku_id`;
}

function seedsOf(lines: readonly DraftLine[]): readonly Write[] {
  return lines.flatMap((line) =>
    fields.flatMap((root) => {
      const value = line[root];
      return value === null ? [] : [{ root, key: String(line.sku), value }];
    }),
  );
}

/** What a document says of each SKU that there is: a number for goods that don't exist is nobody's line. */
async function draftOf(sql: Queries, content: Content): Promise<readonly DraftLine[]> {
  const skus = new Set<number>();
  for (const field of fields) for (const key of content.roots.get(field)?.keys() ?? []) skus.add(Number(key));
  const known = await sql<{ id: SkuId }[]>`
    select id from skus where id = any(${numbers([...skus])}::text::int[]) order by id`;
  return known.map(({ id }) => {
    const numberIn = (field: (typeof fields)[number]): number | null => {
      const value = content.roots.get(field)?.get(String(id))?.value;
      return typeof value === 'number' ? value : null;
    };
    return { sku: id, asked: numberIn('asked'), offered: numberIn('offered'), ruled: numberIn('ruled') };
  });
}
