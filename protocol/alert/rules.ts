import * as z from 'zod';
import { boundOf, ruleDaysMax, ruleKinds, ruleUnitsMax } from '#domain/alert/rule.ts';
import { roles } from '#domain/identity/role.ts';
import { id } from '../id-schema.ts';

/** Rules of a company at a time. */
export const rulesMax = 100;
/** Ids in each list of a rule. */
export const ruleListMax = 200;

const ids = z.array(id).max(ruleListMax).default([]);

/** POST /api/alert-rules, PUT /api/alert-rules/ID. */
export const ruleRequestSchema = z
  .object({
    name: z
      .string()
      .trim()
      .min(1)
      .max(60)
      .refine((text) => !/\p{Cc}/u.test(text)),
    kind: z.enum(ruleKinds),
    /** Units or days, by kind; null: the store's own least and most. */
    amount: z.int().nonnegative().max(ruleUnitsMax).nullable(),
    regionIds: ids,
    storeIds: ids,
    categoryIds: ids,
    toldRoles: z.array(z.enum(roles)).max(roles.length).default([]),
    toldAccounts: ids,
    toldWebhooks: ids,
    isActive: z.boolean().default(true),
  })
  .refine(
    ({ kind, amount }) => {
      const bound = boundOf[kind];
      if (bound === null) return amount === null;
      if (amount === null) return bound.isOptional;
      return bound.unit === 'units' || (amount >= 1 && amount <= ruleDaysMax);
    },
    { path: ['amount'] },
  );
export type RuleRequest = z.infer<typeof ruleRequestSchema>;

export const ruleViewSchema = z.object({
  id: z.int(),
  name: z.string(),
  kind: z.enum(ruleKinds),
  amount: z.int().nullable(),
  regionIds: z.array(z.int()),
  storeIds: z.array(z.int()),
  categoryIds: z.array(z.int()),
  toldRoles: z.array(z.enum(roles)),
  toldAccounts: z.array(z.int()),
  toldWebhooks: z.array(z.int()),
  isActive: z.boolean(),
  /** Whose rule it is; only he, and whoever reaches everything, changes it. */
  accountId: z.int(),
  accountName: z.string(),
  isMine: z.boolean(),
  /** What it found in the reader's reach, now. */
  stores: z.int(),
  goods: z.int(),
  toldAtMs: z.int().nullable(),
});
export type RuleView = z.infer<typeof ruleViewSchema>;

/** POST /api/alert-rules/preview: what a rule would say, before anybody keeps it. */
export interface RulePreview {
  /** What it would find now: goods in stores. */
  readonly goods: number;
  readonly stores: number;
  /** Not every place could be looked at in time: there may be more. */
  readonly isPart: boolean;
  /** How often goods came to where it speaks, in the last seven days; null where only days make it true, or where it takes too long to count. */
  readonly week: number | null;
  /** The most pressing ones. */
  readonly examples: readonly {
    readonly storeZh: string;
    readonly storeEn: string;
    readonly nameZh: string;
    readonly nameEn: string;
    readonly onHand: number;
    readonly unitZh: string;
    readonly unitEn: string;
    /** Days, of kinds that measure in days. */
    readonly days: number | null;
  }[];
}

/** GET /api/alert-rules: the rules, and what a new one can be made of. */
export interface RulesView {
  readonly rules: readonly RuleView[];
  readonly regions: readonly {
    readonly id: number;
    readonly parentId: number | null;
    readonly nameZh: string;
    readonly nameEn: string;
  }[];
  readonly stores: readonly {
    readonly id: number;
    readonly code: string;
    readonly nameZh: string;
    readonly nameEn: string;
  }[];
  readonly categories: readonly {
    readonly id: number;
    readonly parentId: number | null;
    readonly nameZh: string;
    readonly nameEn: string;
  }[];
  readonly people: readonly {
    readonly id: number;
    readonly role: string;
    readonly nameZh: string;
    readonly nameEn: string;
  }[];
  readonly robots: readonly { readonly id: number; readonly kind: string; readonly name: string }[];
}
