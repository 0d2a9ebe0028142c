import * as z from 'zod/mini';
import { counterSource } from '#protocol/live/counter.ts';
import { documentShape, type ValueSchema } from '#protocol/live/shape.ts';
import { mayDo, type Viewer } from '#domain/identity/viewer.ts';
import type { AccountId } from '#domain/identity/ids.ts';
import type { DocumentKind, LateWrite } from '#server/sync/kind.ts';

const quantity = z.int().check(z.gte(0), z.lte(1_000_000)) as ValueSchema<number>;
const text = z.string().check(z.maxLength(200)) as ValueSchema<string>;

/** A sheet as a stocktake might have it, for trying the ground alone. */
export const sheetShape = documentShape({
  kind: 'sheet',
  version: 2,
  entriesMax: 200_000,
  roots: {
    counts: {
      key: new RegExp(`^[0-9]{1,9}\\|(?<counter>${counterSource})$`),
      value: quantity,
      isErasable: false,
    },
    rounds: { key: /^[0-9]{1,9}$/, value: quantity, isErasable: false },
    notes: { key: /^[a-z0-9]{1,20}$/, value: text, isErasable: true },
  },
});

export interface SheetFacts {
  readonly readers?: ReadonlySet<AccountId>;
  readonly writers: 'all' | ReadonlySet<AccountId>;
}

export interface Late {
  readonly id: string;
  readonly accountId: AccountId;
  readonly write: LateWrite;
}

/** The kind, with its facts and its late writes in memory. */
export function sheetKind(): DocumentKind<SheetFacts> & {
  readonly facts: Map<string, SheetFacts>;
  readonly late: Map<string, Late>;
} {
  const facts = new Map<string, SheetFacts>();
  const late = new Map<string, Late>();
  return {
    facts,
    late,
    shape: sheetShape,
    readFacts: async (_sql, ids) =>
      new Map(ids.flatMap((id) => (facts.has(id) ? [[id, facts.get(id) as SheetFacts] as const] : []))),
    accessOf: (viewer: Viewer, { writers, readers }) => {
      if (writers === 'all' || writers.has(viewer.accountId)) return { role: 'counter', mayWrite: true };
      return readers?.has(viewer.accountId) ? { role: 'reader', mayWrite: false } : undefined;
    },
    judge: ({ root }, { viewer }) =>
      root === 'rounds' && !mayDo(viewer, 'post.adjustment') ? 'sheet.supervisors_only' : undefined,
    keepLate: async (_sql, id, { author, writes }) => {
      for (const write of writes)
        late.set(`${id} ${write.root} ${write.key} ${author.accountId}`, {
          id,
          accountId: author.accountId,
          write,
        });
      return writes.length;
    },
  };
}
