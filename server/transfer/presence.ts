import type { AccountId } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { PresentView } from '#protocol/transfer/views.ts';

/** Who has not asked for so long has gone. */
const goneMs = 5000;
const presentMax = 2000;

interface Here {
  readonly name: string;
  readonly locations: Viewer['locations'];
  readonly transferId: number | null;
  readonly atMs: number;
}

/** Who has a board or a transfer before him, told by who asks for it every second. In memory, at this node. */
export class Presence {
  readonly #now: () => number;
  readonly #here = new Map<AccountId, Here>();

  constructor(now: () => number) {
    this.#now = now;
  }

  see(viewer: Viewer, transferId: number | null): void {
    const { accountId, name, locations } = viewer;
    this.#here.delete(accountId);
    if (this.#here.size >= presentMax) {
      const [first] = this.#here.keys();
      if (first !== undefined) this.#here.delete(first);
    }
    this.#here.set(accountId, { name, locations, transferId, atMs: this.#now() });
  }

  /** The others, as far as they look at something that the viewer may see too. */
  others(viewer: Viewer, transferId?: number): readonly PresentView[] {
    const nowMs = this.#now();
    const found: PresentView[] = [];
    for (const [accountId, here] of this.#here) {
      if (nowMs - here.atMs > goneMs) this.#here.delete(accountId);
      else if (
        accountId !== viewer.accountId &&
        (transferId === undefined || here.transferId === transferId) &&
        isNear(viewer, here)
      )
        found.push({ accountId, name: here.name, transferId: here.transferId });
    }
    return found.slice(0, 50);
  }
}

function isNear(viewer: Viewer, other: Here): boolean {
  if (viewer.locations === 'all' || other.locations === 'all') return true;
  for (const location of other.locations) if (viewer.locations.has(location)) return true;
  return false;
}
