import type { Clock } from '../platform/clock.ts';

export const demoSpeeds = [1, 10, 60, 300, 600] as const;
export const demoSpeedDefault = 60;

/** Company time that runs at a chosen speed: anchor + real time since × speed. Never goes back. */
export class DemoClock implements Clock {
  readonly #real: Clock;
  #anchorMs: number;
  #realAnchorMs: number;
  #speed: number;

  constructor(real: Clock, startMs: number, speed: number) {
    this.#real = real;
    this.#anchorMs = startMs;
    this.#realAnchorMs = real.now();
    this.#speed = speed;
  }

  get speed(): number {
    return this.#speed;
  }

  now(): number {
    return Math.round(this.#anchorMs + Math.max(0, this.#real.now() - this.#realAnchorMs) * this.#speed);
  }

  setSpeed(speed: number): void {
    this.#anchorMs = this.now();
    this.#realAnchorMs = this.#real.now();
    this.#speed = speed;
  }
}
