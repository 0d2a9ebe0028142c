/** The port for time: nothing else on the server asks the machine. */
export interface Clock {
  /** Now, ms since 1970. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
