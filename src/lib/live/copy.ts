import * as Y from 'yjs';
import type { DocumentShape, LiveValue } from '#protocol/live/shape.ts';
import type { News, Refusal } from '#protocol/live/wire.ts';
import type { Kept, LiveDevice } from './device.ts';
import { readShortStringsFast } from './short-strings.ts';
import { Wire } from './wire.ts';

readShortStringsFast();

/** One entry written; without a value, taken away. */
export interface OwnWrite {
  readonly root: string;
  readonly key: string;
  readonly value: LiveValue | undefined;
}

/** A document as it is on this device, and its connection. A refusal makes it worthless: another takes its place. */
export interface Copy {
  readonly doc: Y.Doc;
  readonly kept: Kept;
  readonly wire: Wire;
  /** The clients that this device wrote it as, its own of now among them. */
  readonly own: ReadonlySet<number>;
  isRefused: boolean;
}

/** What a copy tells the document that it is a copy of. */
export interface CopyEvents {
  /** It holds what the server has lost before it was stored. */
  onAhead(copy: Copy): void;
  onBarrier(copy: Copy, number: number): void;
  onRefusal(copy: Copy, refusal: Refusal): void;
  onNews(copy: Copy, news: News): void;
  onReceipt(receipt: { readonly id: string; readonly kept: number }): void;
  onSynced(copy: Copy): void;
  onConnected(copy: Copy, isConnected: boolean): void;
  onClosed(copy: Copy, code: number): void;
  onPresence(copy: Copy): void;
}

export interface CopyParts {
  readonly device: LiveDevice;
  readonly shape: DocumentShape;
  readonly id: string;
  /** The name under which the device keeps it; undefined: it keeps nothing. */
  readonly keptAs: string | undefined;
  /** The copy whose place it takes. */
  readonly insteadOf?: Copy;
  readonly events: CopyEvents;
}

const loadMsMax = 4_000;
/** Of the clients this device wrote as, the last ones are remembered; taking one for another's only costs fetching anew. */
const ownClientsMax = 64;
/** Clients are whole numbers below 2^32: half of them to begin with, and 32,000 steps up from any. */
const firstClientsMax = 2 ** 31;
const clientStepMax = 2 ** 16;

/** A copy with what the device kept in it, not connected yet. */
export async function openCopy({ device, shape, id, keptAs, insteadOf, events }: CopyParts): Promise<Copy> {
  const doc = new Y.Doc();
  const kept = keptAs === undefined ? unkept : device.keep(keptAs, doc);
  const earlier = await Promise.race([
    kept.loaded.then(() => earlierClients(kept)),
    new Promise<readonly number[]>((resolve) => setTimeout(() => resolve([]), loadMsMax)),
  ]);
  doc.clientID = clientAfter([...earlier, ...(insteadOf?.own ?? [])]);
  const own = new Set([doc.clientID, ...earlier]);
  kept.set('clients', JSON.stringify([...own].slice(0, ownClientsMax))).catch(() => undefined);
  const wire = new Wire({
    device,
    kind: shape.kind,
    id,
    version: shape.version,
    doc,
    isOwn: (client) => own.has(client),
    onAhead: () => events.onAhead(copy),
    onBarrier: (number) => events.onBarrier(copy, number),
    onRefusal: (refusal) => events.onRefusal(copy, refusal),
    onNews: (news) => events.onNews(copy, news),
    onReceipt: (receipt) => events.onReceipt(receipt),
    onSynced: () => events.onSynced(copy),
    onConnected: (isConnected) => events.onConnected(copy, isConnected),
    onClosed: (code) => events.onClosed(copy, code),
    onPresence: () => events.onPresence(copy),
  });
  const copy: Copy = { doc, wire, kept, own, isRefused: false };
  return copy;
}

/** The clients that this device wrote the document as before. */
async function earlierClients(kept: Kept): Promise<readonly number[]> {
  return JSON.parse((await kept.get('clients')) ?? '[]') as number[];
}

/**
 * Who writes this copy: higher than all whom this device wrote as before. What an earlier copy had under way may reach the server
 * later, or the kept document was lost and only the journal is left; and of two writers who knew nothing of each other Yjs lets
 * the higher one win. So what this device wrote last stays. [LD-12]
 */
function clientAfter(earlier: readonly number[]): number {
  const base = earlier.length > 0 ? Math.max(...earlier) : Math.floor(Math.random() * firstClientsMax);
  return base + 1 + Math.floor(Math.random() * clientStepMax);
}

export function closeCopy({ wire, kept, doc }: Copy): void {
  wire.close();
  void kept.leave();
  doc.destroy();
}

export function writeInto(doc: Y.Doc, writes: readonly OwnWrite[]): void {
  if (writes.length === 0) return;
  doc.transact(() => {
    for (const { root, key, value } of writes) {
      if (value === undefined) doc.getMap(root).delete(key);
      else doc.getMap<LiveValue>(root).set(key, value);
    }
  });
}

/** What was kept as a write but is not in the document: the page was closed between the two. */
export function missingOf<Write extends OwnWrite>(doc: Y.Doc, writes: readonly Write[]): readonly Write[] {
  return writes.filter(({ root, key, value }) => !isEqual(doc.getMap(root).get(key), value));
}

function isEqual(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

const unkept: Kept = {
  loaded: Promise.resolve(),
  get: async () => undefined,
  set: async () => undefined,
  leave: async () => undefined,
  wipe: async () => undefined,
};
