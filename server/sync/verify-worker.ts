import { parentPort } from 'node:worker_threads';
import { deflateRawSync } from 'node:zlib';
import * as Y from 'yjs';
import { canonicalHash } from './canonical.ts';
import { hashOf, isWhole } from './state-bytes.ts';

/** A state to load as a newcomer would. */
export interface VerifyOrder {
  readonly id: number;
  readonly state: Uint8Array;
  readonly roots: readonly string[];
}

export interface VerifyAnswer {
  readonly id: number;
  /** Undefined: it could not be loaded whole. */
  readonly hash: string | undefined;
  readonly sha256: string;
  readonly packed: Uint8Array;
}

parentPort?.on('message', ({ id, state, roots }: VerifyOrder) => {
  const answer: VerifyAnswer = {
    id,
    hash: hashAnew(state, roots),
    sha256: hashOf(state),
    packed: deflateRawSync(state),
  };
  parentPort?.postMessage(answer);
});

function hashAnew(state: Uint8Array, roots: readonly string[]): string | undefined {
  try {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, state);
    return isWhole(doc) ? canonicalHash(doc, roots) : undefined;
  } catch {
    return undefined;
  }
}
