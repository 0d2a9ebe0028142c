import type { LocationId } from '#domain/store/ids.ts';

/** The most commands, and lines, of one batch. */
const batchCommandsMax = 400;
const batchLinesMax = 4000;
/** A batch costs as much as some twenty lines before its first: fewer lines than these go together, whatever their lane. */
const batchLinesWorth = 64;
/** Fewer commands and fewer lines than these do not set out beside a batch that is under way: they go when one comes back. */
const batchCommandsBeside = 8;
const batchLinesBeside = 32;

/** What the room must know of a command that waits. */
export interface Guest {
  readonly key: string;
  readonly lines: number;
  readonly locations: readonly LocationId[];
  /** Touches locations that only a look into the ledger tells: it is posted while nothing else is under way. */
  readonly isAlone: boolean;
}

/**
 * Where commands wait for a lane. Each lane has one batch under way at a time, and a location belongs to one lane while
 * a batch that touches it is under way: batches in flight never meet at a head, and each location's feed stays in order.
 * A command goes to the lane of its first location; one that spans lanes holds its places in all of them, so that the
 * stream of the others can't run past it for ever.
 */
export class WaitingRoom<Entry extends Guest> {
  readonly #laneOf: (location: LocationId) => number;
  /** What is under way, by lane: the locations it touches. */
  readonly #underWay: (ReadonlySet<LocationId> | undefined)[];
  #isAloneUnderWay = false;
  #entries: Entry[] = [];
  #lines = 0;

  constructor(lanes: number, laneOf: (location: LocationId) => number) {
    this.#laneOf = laneOf;
    this.#underWay = Array.from({ length: lanes }, () => undefined);
  }

  get size(): number {
    return this.#entries.length;
  }

  get isIdle(): boolean {
    return this.#entries.length === 0 && this.#underWay.every((locations) => !locations);
  }

  /** Lanes without a batch under way. */
  freeLanes(): number[] {
    return this.#underWay.flatMap((locations, lane) => (locations ? [] : [lane]));
  }

  add(entry: Entry): void {
    this.#entries.push(entry);
    this.#lines += entry.lines;
  }

  /**
   * The next batch of a free lane, oldest first, each key once; it is under way until `leave`. Empty: nothing for it.
   * `isDue`: one has come back, so that the fewest go too.
   */
  take(lane: number, isDue: boolean): Entry[] {
    const areFew = this.#lines < batchLinesWorth;
    const areTooFewBeside = this.size < batchCommandsBeside && this.#lines < batchLinesBeside;
    const mustWait = areTooFewBeside && !isDue && !this.#isNothingUnderWay();
    if (this.#isAloneUnderWay || mustWait) return [];
    const taken: Entry[] = [];
    const left: Entry[] = [];
    const keys = new Set<string>();
    const kept = new Set<LocationId>();
    let lines = 0;
    for (let index = 0; index < this.#entries.length; index++) {
      const entry = this.#entries[index];
      if (!entry) continue;
      const isFull =
        taken.length >= batchCommandsMax || (taken.length > 0 && lines + entry.lines > batchLinesMax);
      if (isFull || entry.isAlone) {
        const isNext = entry.isAlone && taken.length === 0 && this.#isNothingUnderWay();
        if (isNext) taken.push(entry);
        this.#isAloneUnderWay = isNext;
        left.push(...this.#entries.slice(isNext ? index + 1 : index));
        break;
      }
      const first = entry.locations[0];
      const isMine = areFew || (first !== undefined && this.#laneOf(first) === lane);
      if (
        isMine &&
        !keys.has(entry.key) &&
        entry.locations.every((id) => !kept.has(id) && this.#isFree(id))
      ) {
        keys.add(entry.key);
        taken.push(entry);
        lines += entry.lines;
      } else {
        left.push(entry);
        if (isMine || entry.locations.length > 1) for (const id of entry.locations) kept.add(id);
      }
    }
    if (taken.length === 0) return taken;
    this.#entries = left;
    for (const entry of taken) this.#lines -= entry.lines;
    this.#underWay[lane] = new Set(taken.flatMap((entry) => entry.locations));
    return taken;
  }

  /** The lane's batch was answered. */
  leave(lane: number): void {
    this.#underWay[lane] = undefined;
    this.#isAloneUnderWay = false;
  }

  #isFree(location: LocationId): boolean {
    return this.#underWay.every((locations) => !locations?.has(location));
  }

  #isNothingUnderWay(): boolean {
    return this.#underWay.every((locations) => !locations);
  }
}
