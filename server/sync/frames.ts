import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { messageByName, type News, type Refusal } from '#protocol/live/wire.ts';

const syncStep1 = 0;
const syncStep2 = 1;
const syncUpdate = 2;

/** What a page has, and so what it lacks. */
export interface Ask {
  readonly vector: Uint8Array;
  readonly clients: number;
}

/** What a page may send; anything else is a strike. */
export type Incoming =
  | { readonly kind: 'ask'; readonly ask: Ask }
  | { readonly kind: 'edit'; readonly update: Uint8Array }
  | { readonly kind: 'presence'; readonly update: Uint8Array }
  | { readonly kind: 'who' }
  | { readonly kind: 'barrier'; readonly id: Uint8Array }
  | { readonly kind: 'late'; readonly text: string };

export const vectorBytesMax = 64 * 1024;
const barrierBytesMax = 64;
const lateTextMax = 256 * 1024;

/** Reads one frame. Undefined for what is no frame of ours, or has more than one message in it. */
export function readFrame(bytes: Uint8Array): Incoming | undefined {
  try {
    const decoder = decoding.createDecoder(bytes);
    const incoming = readMessage(decoder);
    return incoming && !decoding.hasContent(decoder) ? incoming : undefined;
  } catch {
    return undefined;
  }
}

function readMessage(decoder: decoding.Decoder): Incoming | undefined {
  switch (decoding.readVarUint(decoder)) {
    case messageByName.sync: {
      const step = decoding.readVarUint(decoder);
      const content = decoding.readVarUint8Array(decoder);
      if (step === syncStep2 || step === syncUpdate) return { kind: 'edit', update: content };
      const clients = step === syncStep1 ? readVector(content) : undefined;
      return clients === undefined ? undefined : { kind: 'ask', ask: { vector: content.slice(), clients } };
    }
    case messageByName.awareness:
      return { kind: 'presence', update: decoding.readVarUint8Array(decoder) };
    case messageByName.queryAwareness:
      return { kind: 'who' };
    case messageByName.barrier: {
      const id = decoding.readVarUint8Array(decoder);
      return id.length <= barrierBytesMax ? { kind: 'barrier', id: id.slice() } : undefined;
    }
    case messageByName.late: {
      const text = decoding.readVarString(decoder);
      return text.length <= lateTextMax ? { kind: 'late', text } : undefined;
    }
    default:
      return undefined;
  }
}

/** How many clients a state vector names; undefined where it is none. */
function readVector(bytes: Uint8Array): number | undefined {
  if (bytes.length > vectorBytesMax) return undefined;
  const decoder = decoding.createDecoder(bytes);
  const clients = decoding.readVarUint(decoder);
  for (let left = clients; left > 0; left--) {
    decoding.readVarUint(decoder);
    decoding.readVarUint(decoder);
  }
  return decoding.hasContent(decoder) ? undefined : clients;
}

export function askFrame(vector: Uint8Array): Uint8Array {
  return syncFrame(syncStep1, vector);
}

export function stateFrame(update: Uint8Array): Uint8Array {
  return syncFrame(syncStep2, update);
}

export function updateFrame(update: Uint8Array): Uint8Array {
  return syncFrame(syncUpdate, update);
}

function syncFrame(step: number, content: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageByName.sync);
    encoding.writeVarUint(encoder, step);
    encoding.writeVarUint8Array(encoder, content);
  });
}

/** A whole state, deflated: only pages that asked for ours can read it. */
export function packedFrame(packed: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageByName.packed);
    encoding.writeVarUint8Array(encoder, packed);
  });
}

export function barrierFrame(id: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageByName.barrier);
    encoding.writeVarUint8Array(encoder, id);
  });
}

export function refusalFrame(refusal: Refusal): Uint8Array {
  return textFrame(messageByName.refusal, JSON.stringify(refusal));
}

export function newsFrame(news: News): Uint8Array {
  return textFrame(messageByName.news, JSON.stringify(news));
}

export function receiptFrame(id: string, kept: number): Uint8Array {
  return textFrame(messageByName.late, JSON.stringify({ id, kept }));
}

/** What stock providers understand of a refusal. */
export function deniedFrame(reason: string): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageByName.denied);
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarString(encoder, reason);
  });
}

function textFrame(kind: number, text: string): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, kind);
    encoding.writeVarString(encoder, text);
  });
}
