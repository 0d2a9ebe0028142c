import { createHash, randomBytes } from 'node:crypto';
import type postgres from 'postgres';
import { listCompanies, withControl } from '../company/companies.ts';
import type { Cluster } from '../launch/cluster.ts';

/** A link that a start prints is over after this; the next start prints another one. */
export const linkHoursOfStart = 24;
const secretBytes = 24;

export type LinkState =
  { readonly state: 'open' } | { readonly state: 'gone' } | { readonly state: 'used'; readonly slug: string };

/**
 * Makes a link that lets whoever has it make one company. [FM-1] Only who runs the server can: it is printed where the
 * server was started, or by a command beside it. A link of an earlier start that nobody used ends with this one.
 */
export async function makeSetupLink(
  cluster: Cluster,
  origin: string,
  madeBy: 'start' | 'command',
  hours: number,
): Promise<string> {
  const secret = randomBytes(secretBytes).toString('base64url');
  await withControl(cluster, async (control) => {
    if (madeBy === 'start')
      await control`delete from setup_links where made_by = 'start' and used_for is null`;
    await control`insert into setup_links (id_hash, made_by, expires_at)
      values (${hashOf(secret)}, ${madeBy}, now() + make_interval(hours => ${hours}))`;
  });
  return `${origin}/setup#${secret}`;
}

/** Whether there is nothing here yet but the demo. */
export async function isWithoutCompany(cluster: Cluster, demoSlug: string): Promise<boolean> {
  return (await listCompanies(cluster)).every(({ slug }) => slug === demoSlug);
}

export async function lookAtLink(cluster: Cluster, secret: string): Promise<LinkState> {
  return withControl(cluster, async (control) => {
    const [row] = await control<{ usedFor: string | null; isOver: boolean }[]>`
      select used_for as "usedFor", expires_at <= now() as "isOver" from setup_links where id_hash = ${hashOf(secret)}`;
    if (row?.usedFor) return { state: 'used', slug: row.usedFor };
    return { state: row && !row.isOver ? 'open' : 'gone' };
  });
}

/** The link was taken by somebody else, or ended, while a company was being made with it. */
export class LinkGone extends Error {}

/** Uses the link up, in the transaction that makes the company known: both hold, or neither. */
export async function takeLink(
  control: postgres.TransactionSql,
  secret: string,
  slug: string,
): Promise<void> {
  const taken = await control`update setup_links set used_for = ${slug}
    where id_hash = ${hashOf(secret)} and used_for is null and expires_at > now() returning 1`;
  if (taken.length === 0) throw new LinkGone();
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
