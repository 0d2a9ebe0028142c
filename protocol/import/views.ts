import * as z from 'zod';
import { importFields, importKinds } from '#domain/import/field.ts';

const column = z.int().min(0).max(199);
export const fixSchema = z.object({ row: z.int().positive(), column, text: z.string().max(200) });

/** What a person decided about a file; what is left out is guessed. */
export const importPlanSchema = z.object({
  kind: z.enum(importKinds),
  sheet: z.int().min(0).max(40).default(0),
  headRow: z.int().min(0).max(1000),
  columns: z.partialRecord(z.enum(importFields), column),
  /** Where stock goes that the file gives no store. */
  storeId: z.int().positive().nullable().default(null),
  /** Goods that are there already: brought up to date, or left as they are. */
  onKnown: z.enum(['update', 'keep']).default('update'),
  fixes: z.array(fixSchema).max(2000).default([]),
  skipped: z.array(z.int().positive()).max(5000).default([]),
});
export type ImportPlan = z.infer<typeof importPlanSchema>;

export const uploadSchema = z.object({
  fileName: z.string().max(200),
  file: z.base64().max(44_800_000),
  kind: z.enum(importKinds).optional(),
});

/** What the file would do, in numbers. */
export interface ImportEffect {
  readonly rows: number;
  readonly good: number;
  readonly bad: number;
  readonly aside: number;
  readonly skipped: number;
  /** More barcodes of goods that stood above in the same file. */
  readonly again: number;
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly barcodes: number;
  readonly categories: number;
  readonly suppliers: number;
  readonly stockLines: number;
  readonly stockUnits: number;
  /** Fen at cost; null: the reader may not see it. */
  readonly stockValue: number | null;
  readonly stores: number;
}

export interface ImportProblem {
  readonly row: number;
  readonly column: number;
  readonly field: string;
  readonly code: string;
  readonly text: string;
  readonly fix: string | null;
}

/** GET /api/imports/:id. */
export interface ImportJob {
  readonly id: string;
  readonly fileName: string;
  readonly kind: (typeof importKinds)[number];
  readonly state: 'read' | 'checked' | 'running' | 'done' | 'failed' | 'undoing' | 'undone';
  readonly plan: ImportPlan;
  readonly effect: ImportEffect | null;
  readonly problems: readonly ImportProblem[];
  /** Rows written, of all. */
  readonly done: number;
  readonly total: number;
  readonly documents: readonly string[];
  /** What came of taking it back: SKUs that stand as before, and fields that somebody changed since and that stay. */
  readonly undone: { readonly taken: number; readonly lost: number } | null;
  readonly createdAtMs: number;
  readonly isInterrupted: boolean;
}
