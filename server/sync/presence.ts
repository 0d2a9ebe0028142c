import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Viewer } from '#domain/identity/viewer.ts';
import { colours, messageByName, placeSchema } from '#protocol/live/wire.ts';
import type { Present } from './kind.ts';

/** Of one state as the page sends it. */
export const presenceBytesMax = 1024;

interface Shown extends Present {
  readonly client: number;
  clock: number;
  json: string;
}

/**
 * Who is here: one presence a connection, with the name and colour that the server gives it. What a page says of others
 * is not even read. Changes are told together, at most ten times a second. [LD-6, A14]
 */
export class PresenceBoard<Owner extends object> {
  readonly #shown = new Map<Owner, Shown>();
  readonly #clients = new Map<number, Owner>();
  #told = new Map<number, { clock: number; json: string }>();

  /** Takes what a page shows of itself. What it says of others (stock providers repeat all they hear) is dropped. */
  take(owner: Owner, viewer: Viewer, bytes: Uint8Array, mayShow: () => boolean): void {
    const read = readOne(bytes);
    if (!read) return;
    const mine = this.#shown.get(owner);
    // Another's id, or a second one for this connection: not his to show.
    if (mine ? mine.client !== read.client : this.#clients.has(read.client)) return;
    if (read.json === 'null') return this.leave(owner);
    if (!mayShow()) return;
    const place = placeOf(read.json);
    const { accountId, name } = viewer;
    const state = { accountId, name, colour: accountId % colours, ...place };
    const json = JSON.stringify(state);
    const clock = Math.max(read.clock, (mine?.clock ?? 0) + 1);
    this.#shown.set(owner, {
      client: read.client,
      clock,
      json,
      accountId,
      name,
      colour: state.colour,
      place: place.place,
      doing: place.doing,
    });
    this.#clients.set(read.client, owner);
    this.#told.set(read.client, { clock, json });
  }

  leave(owner: Owner): void {
    const mine = this.#shown.get(owner);
    if (!mine) return;
    this.#shown.delete(owner);
    this.#clients.delete(mine.client);
    this.#told.set(mine.client, { clock: mine.clock + 1, json: 'null' });
  }

  /** What changed since it was last asked, as one frame for everybody; undefined where nothing did. */
  takeNews(): Uint8Array | undefined {
    if (this.#told.size === 0) return undefined;
    const told = this.#told;
    this.#told = new Map();
    return frameOf(told);
  }

  /** Everybody, for who comes in. */
  all(): Uint8Array | undefined {
    if (this.#shown.size === 0) return undefined;
    return frameOf(
      new Map([...this.#shown.values()].map(({ client, clock, json }) => [client, { clock, json }])),
    );
  }

  /** One for each account: the one that says where it is. */
  list(): readonly Present[] {
    const byAccount = new Map<number, Present>();
    for (const { accountId, name, colour, place, doing } of this.#shown.values())
      if (!byAccount.get(accountId)?.place)
        byAccount.set(accountId, { accountId, name, colour, place, doing });
    return [...byAccount.values()];
  }
}

function placeOf(json: string): { readonly place?: string; readonly doing?: string } {
  try {
    const parsed = placeSchema.safeParse(JSON.parse(json));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

/** The one state of an awareness update; undefined for none or several. */
function readOne(bytes: Uint8Array): { client: number; clock: number; json: string } | undefined {
  if (bytes.length > presenceBytesMax) return undefined;
  try {
    const decoder = decoding.createDecoder(bytes);
    if (decoding.readVarUint(decoder) !== 1) return undefined;
    const client = decoding.readVarUint(decoder);
    const clock = decoding.readVarUint(decoder);
    const json = decoding.readVarString(decoder);
    const isFine = client < 2 ** 32 && clock < 2 ** 32 && !decoding.hasContent(decoder);
    return isFine ? { client, clock, json } : undefined;
  } catch {
    return undefined;
  }
}

function frameOf(states: ReadonlyMap<number, { readonly clock: number; readonly json: string }>): Uint8Array {
  const update = encoding.createEncoder();
  encoding.writeVarUint(update, states.size);
  for (const [client, { clock, json }] of states) {
    encoding.writeVarUint(update, client);
    encoding.writeVarUint(update, clock);
    encoding.writeVarString(update, json);
  }
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageByName.awareness);
    encoding.writeVarUint8Array(encoder, encoding.toUint8Array(update));
  });
}
