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
  isRefused: boolean;
}

/** What a copy tells the document that it is a copy of. */
export interface CopyEvents {
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
  readonly events: CopyEvents;
}

const loadMsMax = 4_000;

/** A copy with what the device kept in it, not connected yet. */
export async function openCopy({ device, shape, id, keptAs, events }: CopyParts): Promise<Copy> {
  const doc = new Y.Doc();
  const wire = new Wire({
    device,
    kind: shape.kind,
    id,
    version: shape.version,
    doc,
    onBarrier: (number) => events.onBarrier(copy, number),
    onRefusal: (refusal) => events.onRefusal(copy, refusal),
    onNews: (news) => events.onNews(copy, news),
    onReceipt: (receipt) => events.onReceipt(receipt),
    onSynced: () => events.onSynced(copy),
    onConnected: (isConnected) => events.onConnected(copy, isConnected),
    onClosed: (code) => events.onClosed(copy, code),
    onPresence: () => events.onPresence(copy),
  });
  const kept = keptAs === undefined ? unkept : device.keep(keptAs, doc);
  const copy: Copy = { doc, wire, kept, isRefused: false };
  await Promise.race([kept.loaded, new Promise((resolve) => setTimeout(resolve, loadMsMax))]);
  return copy;
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
