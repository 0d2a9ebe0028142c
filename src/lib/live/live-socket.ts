/** How the page stands to the server. `stale`: frames have stopped, another try is under way. */
export type LinkState = 'connecting' | 'live' | 'stale' | 'offline' | 'refused';

/** What a live socket needs of the world; a test gives its own. */
export interface LiveHost {
  readonly open: (url: string) => WebSocket;
  readonly random: () => number;
  /** Calls back after so many ms; answers how to call it off. */
  readonly after: (delayMs: number, call: () => void) => () => void;
  readonly isOnline: () => boolean;
  readonly onOnline: (call: (isOnline: boolean) => void) => () => void;
}

export interface LiveSocketOptions {
  readonly url: string;
  readonly onMessage: (data: string | ArrayBuffer) => void;
  readonly onState: (state: LinkState) => void;
}

/** A dead network does not close a socket: this long without a frame and it is given up. */
export const silentMsMax = 6_000;
export const retryMsMin = 500;
export const retryMsMax = 15_000;
/** The server closes so when the session is gone or may not watch: asking again would not help. */
const refusedCodes: ReadonlySet<number> = new Set([1008, 4401, 4403]);

/**
 * One socket kept open: gives up on silence, tries again with a delay that doubles up to a bound and is
 * spread by chance, so that a thousand walls don't come back in the same second.
 *
 *   start → connecting → live ⇄ stale → … ; offline while the device has no network; refused is the end.
 */
export class LiveSocket {
  #state: LinkState = 'connecting';
  #socket: WebSocket | undefined;
  #failures = 0;
  #hadFrame = false;
  #stopSilence: (() => void) | undefined;
  #stopRetry: (() => void) | undefined;
  #stopOnline: (() => void) | undefined;
  readonly #options: LiveSocketOptions;
  readonly #host: LiveHost;

  constructor(options: LiveSocketOptions, host: LiveHost = browserHost) {
    this.#options = options;
    this.#host = host;
  }

  start(): void {
    this.#stopOnline = this.#host.onOnline((isOnline) => (isOnline ? this.reconnect() : this.#goOffline()));
    if (this.#host.isOnline()) this.#connect();
    else this.#goOffline();
  }

  /** Drops the connection and asks anew at once: after a gap in the frames, or by hand. */
  reconnect(): void {
    this.#failures = 0;
    this.#drop();
    this.#connect();
  }

  stop(): void {
    this.#stopOnline?.();
    this.#drop();
  }

  #connect(): void {
    const socket = this.#host.open(this.#options.url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#watchSilence();
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
      this.#failures = 0;
      this.#hadFrame = true;
      this.#watchSilence();
      this.#become('live');
      this.#options.onMessage(event.data);
    };
    socket.onclose = (event) => {
      this.#drop();
      if (refusedCodes.has(event.code)) this.#become('refused');
      else this.#retryLater();
    };
  }

  #watchSilence(): void {
    this.#stopSilence?.();
    this.#stopSilence = this.#host.after(silentMsMax, () => {
      this.#drop();
      this.#retryLater();
    });
  }

  #retryLater(): void {
    this.#become(this.#hadFrame ? 'stale' : 'connecting');
    this.#stopRetry = this.#host.after(retryDelayMs(this.#failures, this.#host.random()), () =>
      this.#connect(),
    );
    this.#failures += 1;
  }

  #goOffline(): void {
    this.#drop();
    this.#become('offline');
  }

  #drop(): void {
    this.#stopSilence?.();
    this.#stopRetry?.();
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #become(state: LinkState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onState(state);
  }
}

/** Between half and the whole of a delay that doubles with each failure, up to its bound. */
export function retryDelayMs(failures: number, chance: number): number {
  const whole = Math.min(retryMsMax, retryMsMin * 2 ** Math.min(failures, 16));
  return Math.round(whole * (0.5 + chance / 2));
}

const browserHost: LiveHost = {
  open: (url) => new WebSocket(url),
  random: () => Math.random(),
  after: (delayMs, call) => {
    const timer = setTimeout(call, delayMs);
    return () => clearTimeout(timer);
  },
  isOnline: () => navigator.onLine,
  onOnline: (call) => {
    const up = (): void => call(true);
    const down = (): void => call(false);
    addEventListener('online', up);
    addEventListener('offline', down);
    return () => {
      removeEventListener('online', up);
      removeEventListener('offline', down);
    };
  },
};
