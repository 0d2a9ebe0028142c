import type { News } from '#protocol/live/wire.ts';
import { statusOf, type LiveStatus } from './live-status.ts';
import type { UnsavedWrites } from './unsaved-writes.svelte.ts';

const defaultNews: News = { mayWrite: true, role: '', isFrozen: false, isOutdated: false };

/** How a page stands to the server, as it has learned it; what is said of it in words follows. */
export class LiveStanding {
  /** Open from the device. */
  isLoaded = $state(false);
  isConnected = $state(false);
  /** In step with the server. */
  isSynced = $state(false);
  /** Not there, or no longer his. */
  isGone = $state(false);
  isSignedOut = $state(false);
  /** Whether what is written survives closing the page. */
  isKept = $state(true);
  /** What he may do, as he was last told. */
  news = $state.raw<News>(defaultNews);
  /** One's own late writes that the server has kept. */
  late = $state(0);
  savedAtMs = $state<number>();
  offlineSinceMs = $state<number>();
  unsaved = $state.raw<UnsavedWrites>();

  readonly status: LiveStatus = $derived(
    statusOf({
      isLoaded: this.isLoaded,
      isConnected: this.isConnected,
      isSynced: this.isSynced,
      isGone: this.isGone,
      isSignedOut: this.isSignedOut,
      isOutdated: this.news.isOutdated,
      isFrozen: this.news.isFrozen,
      mayWrite: this.news.mayWrite,
      isKept: this.isKept,
      waiting: this.unsaved?.size ?? 0,
      late: this.late,
      offlineSinceMs: this.offlineSinceMs,
      savedAtMs: this.savedAtMs,
    }),
  );
}
