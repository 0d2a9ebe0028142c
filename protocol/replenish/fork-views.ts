import { z } from 'zod';
import type { ForkCell, ForkLevel } from '#domain/replenish/fork.ts';
import { forkGoodsMax } from '#domain/replenish/fork.ts';
import { id } from '../id-schema.ts';

export const forkNameMax = 60;
export const forkStates = ['open', 'drafting', 'drafted', 'discarded'] as const;
export type ForkState = (typeof forkStates)[number];

/** Body of POST /api/replenish/forks, with an idempotency key. */
export const newForkSchema = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(forkNameMax)
    .refine((value) => !value.includes('\0'), 'no null bytes'),
  /** Null: every store that its maker reaches. */
  regionId: id.nullable(),
  goods: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('suggested') }),
    z.object({ kind: z.literal('category'), categoryId: id }),
    z.object({ kind: z.literal('skus'), skuIds: z.array(id).min(1).max(forkGoodsMax) }),
  ]),
});
export type NewFork = z.infer<typeof newForkSchema>;

/** A fork as its list and its head show it. */
export interface ForkHead {
  readonly id: number;
  readonly name: string;
  readonly state: ForkState;
  readonly regionZh: string | null;
  readonly regionEn: string | null;
  readonly categoryZh: string | null;
  readonly categoryEn: string | null;
  readonly stores: number;
  readonly goods: number;
  readonly madeBy: string;
  readonly madeAtMs: number;
  readonly endedBy: string | null;
  readonly endedAtMs: number | null;
  readonly drafts: number;
}

/** GET /api/replenish/forks. */
export interface ForkList {
  readonly forks: readonly ForkHead[];
  readonly timeZone: string;
}

export interface ForkPlace {
  readonly locationId: number;
  readonly storeId: number;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly kind: 'store' | 'warehouse';
  readonly keepBack: number;
}

export interface ForkSku {
  readonly skuId: number;
  readonly skuCode: string;
  readonly skuNameZh: string;
  readonly skuNameEn: string;
  readonly unitZh: string;
  readonly unitEn: string;
  readonly pack: number;
  /** Fen that a sale earns; null for who may not see it. */
  readonly margin: number | null;
}

/** A document that the fork became. */
export interface ForkDraft {
  readonly sourceId: number;
  readonly targetId: number;
  readonly transferId: number | null;
}

/** A suggestion between stores of the fork, about goods of it. */
export interface ForkSuggestion {
  readonly id: number;
  readonly sourceId: number;
  readonly targetId: number;
  readonly skuId: number;
  readonly quantity: number;
  readonly state: 'open' | 'accepted' | 'rejected';
}

/** GET /api/replenish/forks/:id. */
export interface ForkView {
  readonly head: ForkHead;
  readonly mayPlan: boolean;
  /** Whether the planner has put its chances beside the copied levels. */
  readonly isReckoned: boolean;
  readonly docCost: number;
  readonly unitCost: number;
  readonly places: readonly ForkPlace[];
  readonly goods: readonly ForkSku[];
  readonly cells: readonly ForkCell[];
  readonly suggestions: readonly ForkSuggestion[];
  readonly drafts: readonly ForkDraft[];
  /** Who has laid or voided something, or has it before him, by the name that the reader calls them. */
  readonly people: readonly { readonly accountId: number; readonly name: string }[];
  readonly timeZone: string;
}

/** GET /api/replenish/forks/:id/levels?since=: what stands there now; null where nothing moved. */
export interface ForkLevels {
  readonly revision: string;
  readonly state: ForkState;
  readonly isReckoned: boolean;
  readonly levels: readonly (ForkLevel & { readonly locationId: number; readonly skuId: number })[] | null;
  readonly nowMs: number;
}

/** Answer of POST /api/replenish/forks/:id/drafts. */
export type ForkDrafted =
  | { readonly outcome: 'done'; readonly drafts: readonly ForkDraft[] }
  | {
      readonly outcome: 'refused';
      readonly code: 'replenish.fork_empty' | 'replenish.fork_over' | 'replenish.short' | 'replenish.gone';
      /** The goods that are short, or whose suggestion was decided elsewhere. */
      readonly skuIds: readonly number[];
    };
