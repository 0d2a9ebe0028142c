import { expect } from 'vitest';
import { checkWithin, type Verdict } from '#server/invariants/check.ts';
import type { Queries, Sql } from '#server/platform/database.ts';
import type { Anchor } from '#server/stock/seal.ts';

/** What somebody with the power of the owner does, which rules find it (none: it is no harm), and how the row is named. */
export interface Corruption {
  readonly plant: string;
  readonly finds: readonly string[];
  readonly names: RegExp;
}

/** Plants it, and takes it back: these rules find it and no others, and say where. */
export async function expectFound(
  owner: Sql,
  { plant, finds, names }: Corruption,
  anchor?: Anchor,
): Promise<void> {
  const verdicts = await corrupted(owner, anchor, async (tx) => void (await tx.unsafe(plant)));
  expect(brokenOf(verdicts).toSorted()).toEqual([...finds].toSorted());
  if (finds.length > 0) expect(verdicts.flatMap(({ broken }) => broken).join('\n')).toMatch(names);
}

/** What the check says of tables that were tampered with, in a transaction that is taken back. */
export async function corrupted(
  owner: Sql,
  anchor: Anchor | undefined,
  plant: (tx: Queries) => Promise<void>,
): Promise<readonly Verdict[]> {
  let verdicts: readonly Verdict[] = [];
  const undo = new Error('undo');
  await owner
    .begin(async (tx) => {
      await plant(tx as Queries);
      verdicts = await checkWithin(tx as Queries, anchor && { anchor });
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return verdicts;
}

export const brokenOf = (verdicts: readonly Verdict[]): string[] =>
  verdicts.filter(({ broken }) => broken.length > 0).map(({ id, name }) => `${id} ${name}`);
