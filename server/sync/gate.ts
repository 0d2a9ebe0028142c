import * as Y from 'yjs';
import type { AccountId } from '#domain/identity/ids.ts';
import { accountOfCounter } from '#protocol/live/counter.ts';
import { keyLengthMax, valueLengthMax, type DocumentShape, type LiveValue } from '#protocol/live/shape.ts';
import type { RefusalCode } from '#protocol/live/wire.ts';
import type { Author, Write } from './kind.ts';
import { readUpdate, type StrictItem, type StrictRange, type StrictUpdate } from './strict-update.ts';

/** Most devices and tabs, over time, that one account may write a document with. */
export const clientsOfAccountMax = 512;
export const updateBytesMax = 900 * 1024;

/** What the gate knows of a document. */
export interface Gated {
  readonly doc: Y.Doc;
  readonly shape: DocumentShape;
  /** Root maps to their names: an overwrite carries no name on the wire. */
  readonly rootNames: ReadonlyMap<unknown, string>;
  /** Client id → account; null: the server. */
  readonly owners: ReadonlyMap<number, AccountId | null>;
  readonly clientsOf: ReadonlyMap<AccountId, number>;
  entries: number;
}

export type Examined =
  | {
      readonly state: 'fine';
      readonly update: StrictUpdate;
      /** Entry by entry what it comes to, the last write of each. */
      readonly writes: readonly Write[];
      readonly newClients: readonly number[];
      readonly newEntries: number;
    }
  /** The server has all of it already. */
  | { readonly state: 'known' }
  | {
      readonly state: 'refused';
      readonly code: RefusalCode;
      readonly reason?: string;
      readonly writes: readonly Write[];
    };

type Judge = (write: Write) => string | undefined;

/** The author a shape knows: his account decides which counters are his. */
export type Writer = Pick<Author, 'accountId'>;

interface Ref {
  readonly root: string;
  readonly key: string;
}
interface Placed extends Ref {
  readonly item: StrictItem;
}

/**
 * Judges an update before it is applied, whole. Yjs has no way back: what is applied half is poison for all.
 * Nothing here changes the document. [LD-5]
 */
export function examine(gated: Gated, bytes: Uint8Array, writer: Writer, judge: Judge): Examined {
  if (bytes.length > updateBytesMax) return { state: 'refused', code: 'full', writes: [] };
  let update: StrictUpdate;
  try {
    update = readUpdate(bytes);
  } catch {
    return broken;
  }
  const placed = place(gated, update);
  if (!placed) return broken;
  const gone = erased(gated, update.deletions, placed);
  if (!gone) return broken;
  return judgeAll(gated, update, placed, gone, writer, judge);
}

const broken: Examined = { state: 'refused', code: 'broken', writes: [] };

/** The new items in an order in which each finds what it builds on; undefined where one does not. */
function place(gated: Gated, update: StrictUpdate): readonly Placed[] | undefined {
  const { store } = gated.doc;
  const next = new Map<number, number>();
  const clockOf = (client: number): number => next.get(client) ?? Y.getState(store, client);
  const local = new Map<number, Placed[]>();
  const placed: Placed[] = [];
  const groups = [...update.groups.values()].map(({ items }) => ({ items, at: 0 }));
  for (let isMoving = true; isMoving;) {
    isMoving = false;
    for (const group of groups) {
      for (; group.at < group.items.length; group.at++) {
        const item = group.items[group.at] as StrictItem;
        const known = clockOf(item.client);
        if (item.clock > known) return undefined;
        // Yjs looks for what an item builds on also where it knows the item, and would wait for it.
        if (item.origin && clockOf(item.origin.client) <= item.origin.clock) break;
        if (item.clock + item.length > known) {
          const ref = item.entry ?? refAt(gated, local, item.origin as StrictRange);
          if (!ref) return undefined;
          // Half of it is known: that half must be the same entry, or two entries would be tied together.
          if (
            item.clock < known &&
            !isSame(ref, refAt(gated, local, { client: item.client, clock: known - 1 }))
          )
            return undefined;
          const one = { ...ref, item };
          placed.push(one);
          const mine = local.get(item.client);
          if (mine) mine.push(one);
          else local.set(item.client, [one]);
          next.set(item.client, item.clock + item.length);
        }
        isMoving = true;
      }
    }
  }
  return groups.every(({ at, items }) => at === items.length) ? placed : undefined;
}

function isSame(one: Ref, other: Ref | undefined): boolean {
  return one.root === other?.root && one.key === other.key;
}

/** The entry that an item belongs to, in the document or earlier in this update. */
function refAt(
  gated: Gated,
  local: ReadonlyMap<number, readonly Placed[]>,
  id: Pick<StrictRange, 'client' | 'clock'>,
): Ref | undefined {
  const { store } = gated.doc;
  if (id.clock < Y.getState(store, id.client)) {
    const item = Y.getItem(store, Y.createID(id.client, id.clock)) as unknown;
    return item instanceof Y.Item ? refOf(gated, item) : undefined;
  }
  const items = local.get(id.client) ?? [];
  let low = 0;
  let high = items.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const one = items[middle] as Placed;
    if (id.clock < one.item.clock) high = middle - 1;
    else if (id.clock >= one.item.clock + one.item.length) low = middle + 1;
    else return one;
  }
  return undefined;
}

function refOf(gated: Gated, item: Y.Item): Ref | undefined {
  const root = gated.rootNames.get(item.parent);
  return root === undefined || item.parentSub === null ? undefined : { root, key: item.parentSub };
}

/** What deletions take: living entries, and items of this update. Undefined where they name what nobody knows. */
function erased(
  gated: Gated,
  deletions: readonly StrictRange[],
  placed: readonly Placed[],
): { readonly living: readonly Ref[]; readonly own: ReadonlySet<StrictItem> } | undefined {
  const { store } = gated.doc;
  const living: Ref[] = [];
  const own = new Set<StrictItem>();
  for (const { client, clock, length } of deletions) {
    const end = clock + length;
    const known = Y.getState(store, client);
    const structs = store.clients.get(client);
    if (structs && clock < known) {
      for (let index = Y.findIndexSS(structs, clock); index < structs.length; index++) {
        const struct = structs[index];
        if (!struct || struct.id.clock >= end) break;
        if (struct.deleted) continue;
        const ref = struct instanceof Y.Item ? refOf(gated, struct) : undefined;
        if (!ref) return undefined;
        living.push(ref);
      }
    }
    if (end <= known) continue;
    let covered = Math.max(known, clock);
    for (const { item } of placed) {
      if (item.client !== client || item.clock >= end || item.clock + item.length <= covered) continue;
      // Part of a run of deleted items may be named; part of a value can't.
      covered = Math.min(end, item.clock + item.length);
      own.add(item);
    }
    if (covered < end) return undefined;
  }
  return { living, own };
}

function judgeAll(
  gated: Gated,
  update: StrictUpdate,
  placed: readonly Placed[],
  gone: { readonly living: readonly Ref[]; readonly own: ReadonlySet<StrictItem> },
  writer: Writer,
  judge: Judge,
): Examined {
  if (placed.length === 0 && gone.living.length === 0) return { state: 'known' };
  const last = new Map<string, Write>();
  const at = ({ root, key }: Ref): string => `${root}\n${key}`;
  for (const ref of gone.living) last.set(at(ref), { root: ref.root, key: ref.key, value: undefined });
  for (const { root, key, item } of placed)
    last.set(at({ root, key }), { root, key, value: gone.own.has(item) ? undefined : item.value });
  const writes = [...last.values()];
  const newClients: number[] = [];
  const foreign: Write[] = [];
  for (const { root, key, item } of placed) {
    const owner = gated.owners.get(item.client);
    if (owner === undefined && !newClients.includes(item.client)) newClients.push(item.client);
    if (owner !== undefined && owner !== writer.accountId) foreign.push({ root, key, value: item.value });
  }
  if (foreign.length > 0) return { state: 'refused', code: 'not_yours', writes: foreign };
  if (newClients.length + (gated.clientsOf.get(writer.accountId) ?? 0) > clientsOfAccountMax)
    return { state: 'refused', code: 'full', writes };
  const found = culprits(gated, placed, writes, writer, judge);
  if (found) return found;
  const newEntries = writes.reduce((sum, write) => sum + entriesOf(gated, write), 0);
  if (newEntries > 0 && gated.entries + newEntries > gated.shape.entriesMax)
    return { state: 'refused', code: 'full', writes };
  return { state: 'fine', update, writes, newClients, newEntries };
}

/** How many entries more a write makes. */
function entriesOf(gated: Gated, { root, key, value }: Write): number {
  const isThere = gated.doc.getMap(root).has(key);
  return value === undefined ? -Number(isThere) : Number(!isThere);
}

/** The writes that may not be, named; the first of them says why. What was written over before it was sent must fit too: it is stored. */
function culprits(
  gated: Gated,
  placed: readonly Placed[],
  writes: readonly Write[],
  writer: Writer,
  judge: Judge,
): Examined | undefined {
  const { shape, doc } = gated;
  let first: { readonly code: RefusalCode; readonly reason?: string } | undefined;
  const named = new Map<string, Write>();
  const name = (code: RefusalCode, write: Write, reason?: string): void => {
    first ??= { code, ...(reason === undefined ? {} : { reason }) };
    named.set(`${write.root}\n${write.key}`, write);
  };
  for (const { root, key, item } of placed) {
    const code = fits(shape, writer, root, key, item.value);
    if (code) name(code, { root, key, value: item.value });
  }
  // The only write, and there are items: it is theirs, and was looked at just now.
  const isSeen = writes.length === 1 && placed.length > 0;
  for (const write of writes) {
    const { root, key, value } = write;
    const code = isSeen ? undefined : fits(shape, writer, root, key, undefined);
    if (named.has(`${root}\n${key}`)) continue;
    if (code) name(code, write);
    else if (value === undefined && doc.getMap(root).has(key) && shape.roots[root]?.isErasable !== true)
      name('not_erasable', write);
    else {
      const reason = judge(write);
      if (reason !== undefined) name('judged', write, reason);
    }
  }
  return first && { state: 'refused', ...first, writes: [...named.values()] };
}

/** Whether an entry may be there and be this writer's. */
export function fits(
  shape: DocumentShape,
  writer: Writer | null,
  root: string,
  key: string,
  value: LiveValue | undefined,
): RefusalCode | undefined {
  const rootShape = Object.hasOwn(shape.roots, root) ? shape.roots[root] : undefined;
  if (!rootShape || key.length > keyLengthMax) return 'not_in_shape';
  const match = rootShape.key.exec(key);
  if (!match || match[0] !== key) return 'not_in_shape';
  const { counter, account } = match.groups ?? {};
  if (writer && counter !== undefined && accountOfCounter(counter) !== writer.accountId) return 'not_yours';
  if (writer && account !== undefined && account !== String(writer.accountId)) return 'not_yours';
  if (value === undefined) return undefined;
  const isSmall = typeof value === 'number' || JSON.stringify(value).length <= valueLengthMax;
  return isSmall && rootShape.value.safeParse(value).success ? undefined : 'not_in_shape';
}
