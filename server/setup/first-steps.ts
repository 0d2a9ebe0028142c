import { stepKeys, type FirstSteps, type StepKey } from '#protocol/setup/requests.ts';
import type { Sql } from '../platform/database.ts';

/** What a new company has of what it needs to trade: looked up each time, so that the list can't be wrong. [FM-5] */
export async function readFirstSteps(sql: Sql): Promise<FirstSteps> {
  const [row] = await sql<(Record<StepKey, boolean> & { isHidden: boolean })[]>`
    select exists (select from stores where is_active) as stores,
      exists (select from skus where is_active) as goods,
      exists (select from documents where kind in ('opening', 'receipt')) as stock,
      exists (select from accounts where password_hash is not null offset 1)
        or exists (select from invites where revoked_at is null and expires_at > now()) as people,
      exists (select from documents where kind = 'sale') as sale,
      (select steps_hidden_at is not null from company_settings) as "isHidden"`;
  return {
    steps: stepKeys.map((key) => ({ key, isDone: row?.[key] ?? false })),
    isHidden: row?.isHidden ?? false,
  };
}

export async function hideFirstSteps(sql: Sql, isHidden: boolean): Promise<void> {
  await sql`update company_settings set steps_hidden_at = case when ${isHidden} then now() end`;
}
