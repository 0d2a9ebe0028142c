import * as z from 'zod/mini';

/**
 * Messages of a live document's socket. 0 to 3 are y-websocket's own, so that its provider works as it is;
 * ours go only to pages that ask for them (`?live=VERSION`), because a stock provider stumbles over numbers it does not know.
 *
 *   client → server  [102][bytes id]    asks: is everything I sent before this committed?
 *   server → client  [102][bytes id]    it is, or it was refused and you have been told
 *   server → client  [103][text JSON]   `refusalSchema`: what was refused, and why
 *   server → client  [104][text JSON]   `newsSchema`: what you may do here, frozen, thawed
 *   both ways        [105][text JSON]   late writes to a frozen document, and their receipt
 *   server → client  [106][bytes]       a whole state, raw-deflated: stands for a sync step 2
 */
export const messageByName = {
  sync: 0,
  awareness: 1,
  denied: 2,
  queryAwareness: 3,
  barrier: 102,
  refusal: 103,
  news: 104,
  late: 105,
  packed: 106,
} as const;

/** Codes the server closes with. y-websocket gives up on 44xx and tries again on all others. */
export const closeCodes = {
  /** Sign in again. */
  sessionOver: 4401,
  /** Not there, or not yours; which of them is not told. */
  notYours: 4403,
  /** A page so old that its frames mean something else. */
  tooOld: 4426,
  /** Another node has the document: ask again. */
  elsewhere: 4302,
  /** Strikes. */
  policy: 1008,
  restarting: 1012,
  /** Too slow a reader, or too many sockets. */
  tryLater: 1013,
} as const;

export const refusalCodes = [
  /** May read, not write. */
  'read_only',
  /** Key of somebody else, or a root that people do not write. */
  'not_yours',
  /** No such root, key or value in the shape, or something that is no entry at all. */
  'not_in_shape',
  /** May no longer be taken away. */
  'not_erasable',
  /** The judge of the kind said no; `reason` says why. */
  'judged',
  /** Frozen: kept as late where the kind keeps them. */
  'frozen',
  /** The document has as many entries or bytes as it may have. */
  'full',
  /** Not readable, or built on what the server has never seen. */
  'broken',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** Most refused entries that one message names. */
export const refusedNamedMax = 200;

const entryNameSchema = z.object({ root: z.string(), key: z.string() });
export const refusalSchema = z.object({
  code: z.enum(refusalCodes),
  /** The judge's own code, such as `stocktake.zone_closed`; the page has the sentence. */
  reason: z.optional(z.string()),
  entries: z.array(entryNameSchema),
  /** The late message that this answers. */
  late: z.optional(z.string()),
});
export type Refusal = z.infer<typeof refusalSchema>;

export const newsSchema = z.object({
  /** What the reader may do here now. `role` is the kind's own word. */
  mayWrite: z.boolean(),
  role: z.string(),
  isFrozen: z.boolean(),
  /** The page is older than the shape: it only reads until it is loaded anew. */
  isOutdated: z.boolean(),
});
export type News = z.infer<typeof newsSchema>;

export const lateWritesMax = 500;
export const lateSchema = z.object({
  id: z.string().check(z.maxLength(64)),
  writes: z
    .array(
      z.object({ root: z.string(), key: z.string(), value: z.optional(z.json()), atMs: z.optional(z.int()) }),
    )
    .check(z.maxLength(lateWritesMax)),
});

/** What a person shows of himself in a document. The server stamps account, name and colour; the rest is the page's. */
export const placeSchema = z.object({
  /** Where he works: a zone, a line; at most 100 characters. */
  place: z.optional(z.string().check(z.maxLength(100))),
  /** Last thing he did, in the kind's own words. */
  doing: z.optional(z.string().check(z.maxLength(100))),
});
export type Place = z.infer<typeof placeSchema>;

export const presenceSchema = z.object({
  accountId: z.int(),
  name: z.string(),
  /** 0 to 11, an index into the palette. */
  colour: z.int(),
  place: z.optional(z.string()),
  doing: z.optional(z.string()),
});
export type Presence = z.infer<typeof presenceSchema>;
export const colours = 12;
