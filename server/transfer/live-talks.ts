import { mayDo } from '#domain/identity/viewer.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { DraftLine } from '#domain/transfer/agreement.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import { isDraft, type TransferState } from '#domain/transfer/state.ts';
import { talkShape } from '#protocol/transfer/talk.ts';
import { numberArray as numbers } from '../stock/pg-array.ts';
import type { Content, DocumentKind, LiveDocuments, Write } from '../sync/kind.ts';
import { followTalks, type FollowParts } from './follow-talks.ts';
import { maySeeTransfer, sidesOf, type Ends } from './rights.ts';
import { numberRoots, readDraft, type NumberRoot, type TalkWrite } from './talk-rows.ts';
import type { Talks } from './talks.ts';
import type { TransferQueries, TransferStore } from './transfer-store.ts';

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
  seed: async (sql, id) => seedsOf(await readDraft(sql, Number(id) as TransferId)),
};

const sideByRoot: Readonly<Record<string, string>> = { asked: 'target', offered: 'source', ruled: 'region' };

export interface LiveTalks extends Talks {
  /** Takes over what was written and not yet followed when a process died. */
  catchUp(): Promise<void>;
  close(): void;
}

/** The talks of a company for its desk. The lines beside each transfer, its history and its state follow them, a moment later. */
export function liveTalks(live: LiveDocuments, store: TransferStore, parts: FollowParts): LiveTalks {
  const follower = followTalks(live, store, parts);
  return {
    close: follower.close,
    catchUp: async () => {
      for (const id of await store.readDrafts()) {
        const content = await live.read(kind, String(id));
        const beside = await store.transaction((queries) => queries.readDraft(id));
        const unfollowed = content ? writtenBeyond(beside, content) : [];
        if (unfollowed.length > 0) await follower.takeOver(id, unfollowed);
      }
    },
    read: async (id) => {
      const name = String(id);
      let content = await live.read(kind, name);
      if (!content) {
        const standing = await store.transaction((queries) => queries.readStanding(id));
        if (!standing || !isDraft(standing.state)) return undefined;
        // Nobody has opened it yet: made now, with its seeds, so that it can be frozen like any other.
        await live.write(kind, name, []);
        content = await live.read(kind, name);
      }
      const found = content;
      // Level before a connection is taken: what levels it takes one too.
      await follower.level(id);
      return found ? store.transaction((queries) => draftOf(queries, found)) : [];
    },
    freeze: async (id, run) => {
      let step: Awaited<ReturnType<typeof run>>['step'] | undefined;
      const open = new Error('the talk stays open');
      try {
        return await live.freeze(kind, String(id), async (tx, content) => {
          const queries = store.within(tx);
          // What was written before is taken over first: else its numbers stood there already, and the history without them.
          await follower.level(id);
          // What a process wrote that died before it was followed: behind a signature nobody takes it over any more.
          const unfollowed = writtenBeyond(await queries.readDraft(id), content);
          if (unfollowed.length > 0) await queries.takeOver(id, unfollowed, parts.now());
          const made = await run(queries, await draftOf(queries, content));
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
          const queries = store.within(tx);
          // In the order in which freezing locks: the document, then its transfer.
          await queries.lockTalk(id);
          const result = (await run(queries)) as Result;
          const standing = await queries.readStanding(id);
          made = { result };
          // Another signature may have frozen it meanwhile: whoever is late doesn't open it under that one's hands.
          if (!standing || !isDraft(standing.state) || standing.pendingKey !== null) throw stays;
        });
      } catch (error) {
        if (error !== stays || !made) throw error;
        // Frozen it stays, so what was run is run again by itself: it finds nothing done and does it.
        made = { result: (await store.transaction(run)) as Result };
      }
      if (!made) throw new Error('a talk was settled and was not');
      await live.refresh(kind, String(id));
      return made.result;
    },
  };
}

function seedsOf(lines: readonly DraftLine[]): readonly Write[] {
  return lines.flatMap((line) =>
    numberRoots.flatMap((root) => {
      const value = line[root];
      return value === null ? [] : [{ root, key: String(line.sku), value }];
    }),
  );
}

/** The numbers that somebody wrote and that do not stand beside the transfer. */
function writtenBeyond(beside: readonly DraftLine[], content: Content): TalkWrite[] {
  const lines = new Map(beside.map((line) => [String(line.sku), line]));
  return numberRoots.flatMap((root) =>
    [...(content.roots.get(root) ?? [])].flatMap(([key, { value, author }]) =>
      author === null || value === lines.get(key)?.[root] ? [] : [{ root, key, value, author }],
    ),
  );
}

/** What a document says of each SKU that there is: a number for goods that don't exist is nobody's line. */
async function draftOf(queries: TransferQueries, content: Content): Promise<readonly DraftLine[]> {
  const skus = new Set<number>();
  for (const root of numberRoots)
    for (const key of content.roots.get(root)?.keys() ?? []) skus.add(Number(key));
  return (await queries.readKnownSkus([...skus])).map((id) => {
    const numberIn = (root: NumberRoot): number | null => {
      const value = content.roots.get(root)?.get(String(id))?.value;
      return typeof value === 'number' ? value : null;
    };
    return { sku: id, asked: numberIn('asked'), offered: numberIn('offered'), ruled: numberIn('ruled') };
  });
}
