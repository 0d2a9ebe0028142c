import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { DocumentShape, LiveValue } from '#protocol/live/shape.ts';
import type { Queries } from '../platform/database.ts';

/**
 * One kind of live document, registered by its slice at the composition root (server/open-company.ts, `liveKinds`).
 * Reading is one query a document, judging is pure: so rights are those of now at every message and cost nothing.
 */
export interface DocumentKind<Facts = unknown> {
  readonly shape: DocumentShape;
  /**
   * What decides rights, from the slice's own tables: status, store, who takes part. Ids that are not in the answer do not exist.
   * Read when somebody opens one, every 2 s for all that are open in one query, and at once after `documents.refresh`.
   */
  readFacts(sql: Queries, ids: readonly string[]): Promise<ReadonlyMap<string, Facts>>;
  /** Pure, asked at every message with the viewer and the facts of now. Undefined: to him there is no such document. */
  accessOf(viewer: Viewer, facts: Facts): Access | undefined;
  /** Pure. After shape, counter and erasability were found right. A string is the reason of the refusal, such as `stocktake.zone_closed`. */
  judge?(write: Write, author: Author, facts: Facts): string | undefined;
  /** Entries that the server writes when the document is opened for the first time ever. */
  seed?(sql: Queries, id: string, facts: Facts): Promise<readonly Write[]>;
  /**
   * Writes that reached the server after the freeze, whole and judged by the shape. Keep them in the slice's tables, idempotently by
   * (document, root, key, author): a device sends again until it has the receipt. Answers how many were kept; without it late writes are only refused.
   */
  keepLate?(
    sql: Queries,
    id: string,
    late: { readonly author: Author; readonly writes: readonly LateWrite[] },
    facts: Facts,
  ): Promise<number>;
}

export interface Access {
  /** The kind's own word, shown to the page: `counter`, `supervisor`, `reader`. */
  readonly role: string;
  readonly mayWrite: boolean;
}

export interface Author {
  readonly accountId: AccountId;
  readonly session: SessionHandle;
  readonly viewer: Viewer;
  readonly access: Access;
}

/** One entry written; without a value, taken away. */
export interface Write {
  readonly root: string;
  readonly key: string;
  readonly value: LiveValue | undefined;
}

/** With the device's own time, a note and no more [I34]. */
export interface LateWrite extends Write {
  readonly atMs: number | undefined;
}

export interface Entry {
  readonly value: LiveValue;
  /** Whose it is; null: the server's own. */
  readonly author: AccountId | null;
}

/** A document read out: root → key → entry, at a sequence of its log. */
export interface Content {
  readonly sequence: number;
  readonly roots: ReadonlyMap<string, ReadonlyMap<string, Entry>>;
}

export interface Present {
  readonly accountId: AccountId;
  readonly name: string;
  readonly colour: number;
  readonly place: string | undefined;
  readonly doing: string | undefined;
}

/** What slices ask of the live documents of a company. */
export interface LiveDocuments {
  /**
   * Freezes a document and reads it once: stops admitting, drains the commit queue, then, in one transaction of the caller's,
   * holds the document's row, hands over what the log says at its last sequence and marks it frozen. From there the log takes no row.
   * Throws what `run` throws; the document then is as open as before. Freezing a frozen document runs again with the same content. [LD-9]
   */
  freeze<Result>(
    kind: string,
    id: string,
    run: (sql: Queries, content: Content) => Promise<Result>,
  ): Promise<Result>;
  /** Opens a frozen document again, in one transaction with `run`. */
  thaw(kind: string, id: string, run?: (sql: Queries) => Promise<void>): Promise<void>;
  /** What the document says now, committed, whether anybody has it open or not. Undefined: nobody has ever opened it. */
  read(kind: string, id: string): Promise<Content | undefined>;
  /** Writes as the server itself, past the judge but not past the shape, durable when it resolves. Makes the document where it is new. */
  write(kind: string, id: string, writes: readonly Write[]): Promise<void>;
  /** Who has it open at this node, one for each account. */
  present(kind: string, id: string): readonly Present[];
  /** Facts have changed: rights are judged anew at once, and who lost them is put out. */
  refresh(kind: string, id: string): Promise<void>;
  /** Calls back after each commit with what was written, in order; for progress pages and derived state. Answers how to stop. */
  follow(
    kind: string,
    listener: (id: string, writes: readonly (Write & { readonly author: AccountId | null })[]) => void,
  ): () => void;
}
