import { businessDayStart, businessMoment, type BusinessDay } from '#domain/store/business-day.ts';
import type { VerifyAnswer } from '#protocol/wall/verify.ts';
import { LiveSocket } from '../live/live-socket.ts';
import { frameReader } from './read-frame.ts';
import { WallApi } from './wall-api.ts';
import { WallState } from './wall-state.svelte.ts';

export type Verification =
  | { readonly state: 'none' | 'running' }
  | { readonly state: 'done'; readonly answer: VerifyAnswer }
  | { readonly state: 'failed'; readonly code: string };

/** What a request to the server came to, said where it was asked for. */
export type Trouble = { readonly place: 'history' | 'alert' | 'demo'; readonly code: string };

/** The most tiles that one Verify may ask for. */
const verifyTilesMax = 2000;
/** While the slider is dragged, the past is asked for once it rests this long. */
const slideRestMs = 160;

/** Somebody at the wall: what is open, what is asked, and the connection that feeds it all. */
export class WallDesk {
  readonly state: WallState;
  openStoreId = $state<number | null>(null);
  isTable = $state(false);
  verification = $state.raw<Verification>({ state: 'none' });
  trouble = $state.raw<Trouble | null>(null);
  /** Where the slider stands while the past is on its way. */
  slidMs = $state<number | null>(null);
  readonly #api: WallApi;
  readonly #socket: LiveSocket;
  #slideTimer: ReturnType<typeof setTimeout> | undefined;
  #asked: AbortController | undefined;

  constructor(kiosk: string | null) {
    this.#api = new WallApi(kiosk);
    this.state = new WallState({
      nextFrame: (call) => requestAnimationFrame(call),
      now: () => performance.now(),
      askAnew: () => this.#socket.reconnect(),
    });
    this.#socket = new LiveSocket({
      url: this.#api.socketUrl(),
      onMessage: frameReader(
        (frame) => this.state.accept(frame),
        () => this.#socket.reconnect(),
      ),
      onState: (link) => (this.state.link = link),
    });
  }

  start(): () => void {
    this.#socket.start();
    return () => {
      clearTimeout(this.#slideTimer);
      this.#socket.stop();
    };
  }

  reconnect(): void {
    this.#socket.reconnect();
  }

  get timeZone(): string {
    return this.state.board?.company.timeZone ?? 'Asia/Shanghai';
  }

  /** The business day shown, and when it began. */
  dayOf(ms: number): { readonly day: BusinessDay; readonly startMs: number; readonly hour: number } {
    const { day, hour } = businessMoment(ms, this.timeZone, 0);
    return { day, hour, startMs: businessDayStart(day, this.timeZone, 0) };
  }

  /** Goes to a moment: the present or later is the live wall. */
  slideTo(ms: number): void {
    clearTimeout(this.#slideTimer);
    const liveMs = this.state.liveClock?.nowMs ?? 0;
    if (ms >= liveMs) return this.showLive();
    this.slidMs = ms;
    this.#slideTimer = setTimeout(() => void this.#lookBack(ms), slideRestMs);
  }

  showLive(): void {
    clearTimeout(this.#slideTimer);
    this.#asked?.abort();
    this.slidMs = null;
    this.trouble = null;
    this.verification = { state: 'none' };
    this.state.showLive();
  }

  async verify(): Promise<void> {
    if (this.verification.state === 'running' || this.state.tiles.length === 0) return;
    const tiles = this.state.tiles.slice(0, verifyTilesMax);
    this.verification = { state: 'running' };
    const answer = await this.#api.verify(tiles);
    this.verification = answer.ok
      ? { state: 'done', answer: answer.value }
      : { state: 'failed', code: answer.code };
  }

  closeVerification(): void {
    this.verification = { state: 'none' };
  }

  async setAlert(id: number, act: 'take' | 'release'): Promise<void> {
    this.#say('alert', await this.#api.setAlert(id, act));
  }

  async setSpeed(speed: number): Promise<void> {
    this.#say('demo', await this.#api.setSpeed(speed));
  }

  async restartDemo(): Promise<void> {
    this.#say('demo', await this.#api.restartDemo());
  }

  async #lookBack(ms: number): Promise<void> {
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    const answer = await this.#api.at(ms, asked.signal);
    if (asked.signal.aborted) return;
    this.#say('history', answer);
    this.slidMs = null;
    if (!answer.ok) return;
    this.verification = { state: 'none' };
    this.state.showHistory(ms, answer.value);
  }

  #say(place: Trouble['place'], answer: { readonly ok: boolean; readonly code?: string }): void {
    this.trouble = answer.ok ? null : { place, code: answer.code ?? 'internal' };
  }
}
