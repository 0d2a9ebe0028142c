import { checkInvariants } from '#server/invariants/check.ts';
import type { Sql } from '#server/platform/database.ts';
import type { SnapshotFrame } from '#protocol/wall/frame.ts';
import type { Sent } from './clients.ts';

interface Found {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly wrong: readonly string[];
}

/** What was acknowledged is there exactly once, what was not at most once, and all of it or nothing. */
export async function checkLedger(sql: Sql, sent: readonly Sent[]): Promise<Found> {
  const rows = await sql<{ key: string; location: number; position: number | null; pieces: number }[]>`
    select d.command_key as key, d.location_id as location, d.position,
      coalesce((select sum(quantity) from movements m where m.location_id = d.location_id and m.position = d.position), 0)::bigint as pieces
    from documents d`;
  const rowsByKey = Map.groupBy(rows, ({ key }) => key);
  const lost: string[] = [];
  const doubled: string[] = [];
  const wrong: string[] = [];
  for (const { key, told, pieces } of sent) {
    const found = rowsByKey.get(key) ?? [];
    const [row] = found;
    if (found.length > 1) doubled.push(key);
    if (told && !row) lost.push(`${key} was answered ${JSON.stringify(told)}`);
    if (
      told?.outcome === 'posted' &&
      row &&
      (row.location !== told.locationId || row.position !== told.position)
    )
      wrong.push(
        `${key} was answered ${told.locationId}-${told.position}, it stands at ${row.location}-${row.position ?? 0}`,
      );
    if (told?.outcome === 'refused' && row && row.position !== null)
      wrong.push(`${key} was refused and stands at ${row.position}`);
    if (row && row.position !== null && row.pieces !== pieces)
      wrong.push(`${key} moves ${row.pieces} pieces of ${pieces}`);
  }
  const known = new Set(sent.map(({ key }) => key));
  for (const { key } of rows) if (!known.has(key)) wrong.push(`${key} is in the ledger and nobody sent it`);
  for (const { id, broken } of await checkInvariants(sql))
    for (const row of broken) wrong.push(`${id} ${row}`);
  return { lost, doubled, wrong };
}

/** The wall of a node stands at the heads of the ledger and shows what the movements come to. */
export async function checkWall(port: number, cookie: string, sql: Sql): Promise<string[]> {
  const wrong: string[] = [];
  const heads = new Map(
    (
      await sql<
        { location: number; position: number }[]
      >`select location_id as location, position from location_heads`
    ).map(({ location, position }) => [location, position]),
  );
  const ask = async (path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { cookie, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return response.json();
  };
  const deadline = performance.now() + 10_000;
  for (;;) {
    const { tiles } = (await ask('/api/wall/snapshot')) as SnapshotFrame;
    const behind = tiles.filter(
      ({ storeId, shelfPosition, transitPosition }) =>
        shelfPosition !== heads.get(999 + 2 * storeId) || transitPosition !== heads.get(1000 + 2 * storeId),
    );
    if (behind.length === 0) {
      const verdict = (await ask('/api/wall/verify', { tiles })) as { isEqual: boolean; rows: unknown };
      if (!verdict.isEqual)
        wrong.push(`I19 the wall at ${port} differs: ${JSON.stringify(verdict.rows).slice(0, 500)}`);
      return wrong;
    }
    if (performance.now() > deadline)
      return [
        `I19 the wall at ${port} stays behind: ${behind.map(({ storeId, shelfPosition }) => `store ${storeId} at ${shelfPosition} of ${heads.get(999 + 2 * storeId) ?? 0}`).join(', ')}`,
      ];
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
