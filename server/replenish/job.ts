import type { WhatIf } from '#protocol/replenish/views.ts';

/** What the planning thread is asked to do. It opens its own connection: the server's loop never waits for it. */
export type Job = { readonly url: string; readonly nowMs: number } & (
  | { readonly kind: 'suggest'; readonly accountId: number | null }
  | { readonly kind: 'fork'; readonly forkId: number }
  | { readonly kind: 'what-if'; readonly level: number; readonly locations: readonly number[] | 'all' }
);

export type JobAnswer =
  | { readonly kind: 'reckoned' }
  | { readonly kind: 'suggested'; readonly runId: number; readonly lines: number }
  | { readonly kind: 'what-if'; readonly result: WhatIf };
