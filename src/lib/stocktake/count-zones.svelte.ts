import { m } from '#messages';
import type { CountDesk } from './count-desk.svelte.ts';

interface ZonesParts {
  readonly zones: readonly string[];
  readonly desk: CountDesk;
  /** Colleagues who are here now, and where. */
  readonly present: () => readonly { readonly name: string; readonly place?: string | undefined }[];
}

/** Places that are counted apart: how they are called, who is there, which are done. */
export class CountZones {
  readonly #parts: ZonesParts;
  names = $state.raw<readonly string[]>([]);

  constructor(parts: ZonesParts) {
    this.#parts = parts;
    this.names = parts.zones;
  }

  /** What the server says now: others may have named more. */
  learn(names: readonly string[]): void {
    if (names.length > this.names.length) this.names = names;
  }

  nameOf(zone: number): string {
    return zone === 0 ? m.count_zone_none() : (this.names[zone - 1] ?? String(zone));
  }

  /** Colleagues who are in a zone now. */
  peopleIn(zone: number): readonly string[] {
    const place = this.nameOf(zone);
    return this.#parts
      .present()
      .filter((one) => one.place === place)
      .map(({ name }) => name);
  }

  /** The newest word on a zone, whoever said it. */
  isDone(zone: number): boolean {
    const { desk } = this.#parts;
    let newest: { readonly isDone: boolean; readonly atSeconds: number } | undefined;
    if (desk.revision < 0) return false;
    for (const [key, state] of desk.fold.zoneStates)
      if (key.startsWith(`${zone.toString(36)}:`) && (!newest || state.atSeconds >= newest.atSeconds))
        newest = state;
    return newest?.isDone ?? false;
  }
}
