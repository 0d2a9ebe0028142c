import type { SnapshotFrame } from '#protocol/wall/frame.ts';
import type { Tile } from '#protocol/wall/tile.ts';
import type { VerifyAnswer } from '#protocol/wall/verify.ts';

/** An answer of the server, or the code of its refusal. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: string; readonly status: number };

/** The wall's calls. A kiosk's token goes with each of them. */
export class WallApi {
  readonly #kiosk: string | null;

  constructor(kiosk: string | null) {
    this.#kiosk = kiosk;
  }

  socketUrl(): string {
    return this.#address('/api/wall', location.origin.replace(/^http/, 'ws'));
  }

  /** The wall as it stood at a company time. */
  at(ms: number, signal: AbortSignal): Promise<Answer<SnapshotFrame>> {
    return this.#call('GET', `/api/wall/at?ms=${ms}`, undefined, signal);
  }

  verify(tiles: readonly Tile[]): Promise<Answer<VerifyAnswer>> {
    return this.#call('POST', '/api/wall/verify', { tiles });
  }

  setAlert(id: number, act: 'take' | 'release'): Promise<Answer<unknown>> {
    return this.#call('POST', `/api/alerts/${id}/${act}`, {});
  }

  setSpeed(speed: number): Promise<Answer<unknown>> {
    return this.#call('POST', '/api/demo/speed', { speed });
  }

  restartDemo(): Promise<Answer<unknown>> {
    return this.#call('POST', '/api/demo/restart', {});
  }

  #address(path: string, origin: string): string {
    const url = new URL(path, origin);
    if (this.#kiosk) url.searchParams.set('kiosk', this.#kiosk);
    return url.href;
  }

  async #call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Answer<T>> {
    try {
      const response = await fetch(this.#address(path, location.origin), {
        method,
        signal: signal ?? null,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const value: unknown = await response.json().catch(() => null);
      if (response.ok) return { ok: true, value: value as T };
      return { ok: false, code: codeOf(value), status: response.status };
    } catch (error) {
      return { ok: false, code: isAbort(error) ? 'aborted' : 'network', status: 0 };
    }
  }
}

function codeOf(value: unknown): string {
  const code = typeof value === 'object' && value !== null ? (value as { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : 'internal';
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
