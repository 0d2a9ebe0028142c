import type { SkuId } from '#domain/catalog/ids.ts';
import type { StoreId } from '#domain/store/ids.ts';
import type { ApprovalFacts, ApprovalRule } from '#domain/transfer/approval.ts';
import type { Queries } from '../platform/database.ts';
import { numberArray as numbers } from '../stock/pg-array.ts';

/** What the rule of approval looks at: the goods' value at cost, how far apart the ends lie, and whose they are. */
export async function readApprovalFacts(
  sql: Queries,
  source: StoreId,
  target: StoreId,
  lines: readonly { readonly sku: SkuId; readonly quantity: number }[],
): Promise<ApprovalFacts> {
  const [row] = await sql<{ value: number; steps: number; franchise: boolean }[]>`
    with recursive up (start, region_id, steps) as (
      select s.id, s.region_id, 0 from stores s where s.id in (${source}, ${target})
      union all
      select up.start, r.parent_id, up.steps + 1 from up join regions r on r.id = up.region_id where r.parent_id is not null
    ), meeting as (
      select min(a.steps + b.steps) as steps from up a join up b on a.region_id = b.region_id
      where a.start = ${source} and b.start = ${target}
    )
    select coalesce((select steps from meeting), 99)::int as steps,
      (select bool_or(ownership = 'franchise') from stores where id in (${source}, ${target})) as franchise,
      coalesce((select sum(k.cost * l.quantity) from unnest(${numbers(lines.map((line) => line.sku))}::text::int[],
        ${numbers(lines.map((line) => line.quantity))}::text::bigint[]) as l(sku, quantity) join skus k on k.id = l.sku), 0)::bigint as value`;
  return {
    valueFen: row?.value ?? 0,
    regionSteps: row?.steps ?? 99,
    hasFranchise: row?.franchise ?? false,
  };
}

/** When a third person must sign, as the company has set it. */
export async function readApprovalRule(sql: Queries): Promise<ApprovalRule> {
  const [row] = await sql<ApprovalRule[]>`
    select value_max as "valueFenMax", region_steps_max as "regionStepsMax", asks_franchise as "asksFranchise" from transfer_settings`;
  if (!row) throw new Error('transfer_settings has no row');
  return { ...row };
}
