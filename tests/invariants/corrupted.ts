import { checkWithin, type Verdict } from '#server/invariants/check.ts';
import type { Queries, Sql } from '#server/platform/database.ts';
import type { Anchor } from '#server/stock/seal.ts';

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
