import type { TransferId } from '#domain/transfer/ids.ts';
import { talkShape } from '#protocol/transfer/talk.ts';
import type { LiveDocuments } from '../sync/kind.ts';
import { isNumberRoot, type TalkWrite } from './talk-rows.ts';
import type { TransferStore } from './transfer-store.ts';

/** How often a change is taken over before it is given up, with this pause in between. */
const triesMax = 60;
const pauseMs = 1000;

export interface FollowParts {
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
  readonly sleep?: (ms: number) => Promise<void>;
}

export interface TalkFollower {
  /** Resolves when all that was written in a talk stands beside its transfer too. */
  level(id: TransferId): Promise<void>;
  /** Takes over what stands in a talk, in its turn. */
  takeOver(id: TransferId, writes: readonly TalkWrite[]): Promise<void>;
  close(): void;
}

/** Follows the talks: the lines beside each transfer, its history and its state say what the talk says, a moment later. */
export function followTalks(
  live: Pick<LiveDocuments, 'follow'>,
  store: TransferStore,
  { now, onError, sleep = wait }: FollowParts,
): TalkFollower {
  let isClosed = false;
  const underWay = new Map<TransferId, Promise<void>>();
  const tryOften = async (id: TransferId, writes: readonly TalkWrite[], atMs: number): Promise<void> => {
    for (let tries = 1; ; tries++) {
      try {
        return await store.transaction((queries) => queries.takeOver(id, writes, atMs));
      } catch (error) {
        // Whatever it was: given up, a change would be missing from the history.
        if (isClosed || tries === triesMax) return onError(error);
        await sleep(pauseMs);
      }
    }
  };
  const takeOver = (id: TransferId, writes: readonly TalkWrite[]): Promise<void> => {
    const atMs = now();
    const mine = (underWay.get(id) ?? Promise.resolve())
      .then(() => tryOften(id, writes, atMs))
      .finally(() => {
        if (underWay.get(id) === mine) underWay.delete(id);
      });
    underWay.set(id, mine);
    return mine;
  };
  const unfollow = live.follow(talkShape.kind, (name, writes) => {
    const written = writes.flatMap(({ root, key, value, author }) =>
      author !== null && isNumberRoot(root) ? [{ root, key, value, author }] : [],
    );
    if (written.length > 0) void takeOver(Number(name) as TransferId, written);
  });
  return {
    level: (id) => underWay.get(id) ?? Promise.resolve(),
    takeOver,
    close: () => {
      isClosed = true;
      unfollow();
    },
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
