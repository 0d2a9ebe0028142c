import * as z from 'zod';
import { beginnings, colleagueRoles, colleaguesMax, companyStoresMax, trades } from '#domain/setup/trade.ts';

const plain = (lengthMin: number, lengthMax: number) =>
  z
    .string()
    .transform((value) => value.normalize('NFC').trim())
    .pipe(
      z
        .string()
        .min(lengthMin)
        .max(lengthMax)
        .refine((value) => !/[\p{Cc}\p{Cf}]/u.test(value), 'no invisible characters'),
    );

export const setupCodeSchema = z.object({ code: z.string().min(20).max(120) });

/** The answers to the four questions. */
export const setupSchema = setupCodeSchema.extend({
  company: z.object({ name: plain(1, 80), trade: z.enum(trades) }),
  timeZone: z.string().max(60).refine(isZone, 'no such time zone'),
  /** A store without a name gets the city's and a number. */
  stores: z
    .array(z.object({ city: plain(1, 40), name: plain(0, 80) }))
    .min(1)
    .max(companyStoresMax),
  hasWarehouse: z.boolean(),
  owner: z.object({
    name: plain(1, 80),
    login: plain(2, 60),
    password: z.string().min(8).max(200),
  }),
  colleagues: z
    .array(
      z.object({
        name: plain(1, 80),
        role: z.enum(colleagueRoles),
        /** Which of the stores, counted from 0; null: all of them. */
        store: z.int().min(0).max(companyStoresMax).nullable(),
      }),
    )
    .max(colleaguesMax),
  beginning: z.enum(beginnings),
  language: z.enum(['zh-CN', 'en']),
});
export type SetupAnswers = z.infer<typeof setupSchema>;

/** POST /api/setup. The links are shown this once: only their hashes are kept. */
export interface SetupDone {
  readonly company: string;
  readonly home: string;
  readonly invites: readonly { readonly name: string; readonly link: string }[];
}

export const stepKeys = ['stores', 'goods', 'stock', 'people', 'sale'] as const;
export type StepKey = (typeof stepKeys)[number];

/** GET /api/first-steps: what stands, looked up and not remembered. */
export interface FirstSteps {
  readonly steps: readonly { readonly key: StepKey; readonly isDone: boolean }[];
  readonly isHidden: boolean;
}

export const stepsHiddenSchema = z.object({ isHidden: z.boolean() });

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
