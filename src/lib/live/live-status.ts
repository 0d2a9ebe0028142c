/** How one's own writes stand. One of these at a time, in the order of what a person must know first. */
export type LiveStatus =
  | { readonly state: 'opening' }
  /** Not there, or no longer his: what was kept of it is gone from the device. */
  | { readonly state: 'gone' }
  | { readonly state: 'signedOut'; readonly kept: number }
  /** The page is older than the document's shape. */
  | { readonly state: 'outdated'; readonly kept: number }
  | { readonly state: 'frozen'; readonly late: number; readonly waiting: number }
  | { readonly state: 'offline'; readonly sinceMs: number; readonly kept: number; readonly isKept: boolean }
  | { readonly state: 'saving'; readonly waiting: number; readonly isKept: boolean }
  | { readonly state: 'reading' }
  | { readonly state: 'saved'; readonly atMs: number | undefined; readonly isKept: boolean };

export interface LiveFacts {
  readonly isLoaded: boolean;
  readonly isConnected: boolean;
  readonly isSynced: boolean;
  readonly isGone: boolean;
  readonly isSignedOut: boolean;
  readonly isOutdated: boolean;
  readonly isFrozen: boolean;
  readonly mayWrite: boolean;
  /** Whether what is written survives closing the page. */
  readonly isKept: boolean;
  readonly waiting: number;
  readonly late: number;
  readonly offlineSinceMs: number | undefined;
  readonly savedAtMs: number | undefined;
}

export function statusOf(facts: LiveFacts): LiveStatus {
  const { waiting, late, isKept } = facts;
  if (facts.isGone) return { state: 'gone' };
  if (facts.isSignedOut) return { state: 'signedOut', kept: waiting };
  if (!facts.isLoaded) return { state: 'opening' };
  if (facts.isOutdated) return { state: 'outdated', kept: waiting };
  if (facts.offlineSinceMs !== undefined && !facts.isConnected)
    return { state: 'offline', sinceMs: facts.offlineSinceMs, kept: waiting, isKept };
  if (facts.isFrozen) return { state: 'frozen', late, waiting };
  if (!facts.isConnected || !facts.isSynced) return { state: 'opening' };
  if (waiting > 0) return { state: 'saving', waiting, isKept };
  if (!facts.mayWrite) return { state: 'reading' };
  return { state: 'saved', atMs: facts.savedAtMs, isKept };
}
