import { createHmac, timingSafeEqual } from 'node:crypto';

/** How long a join link holds after it was shown; a page that shows it asks for a new one in time. */
export const joinLinkMs = 15 * 60_000;

/** A token that names a stocktake until a moment. It opens nothing by itself: the person signs in and needs the right. */
export function makeJoinToken(id: number, planKey: string, nowMs: number): string {
  const until = Math.ceil((nowMs + joinLinkMs) / 1000).toString(36);
  return `${id.toString(36)}.${until}.${sign(id, until, planKey)}`;
}

/** The stocktake that a token names; undefined where it is no token at all. */
export function stocktakeOfToken(token: string): number | undefined {
  const match = /^([1-9a-z][0-9a-z]{0,5})\.[0-9a-z]{1,8}\.[\w-]{16}$/.exec(token);
  return match?.[1] === undefined ? undefined : Number.parseInt(match[1], 36);
}

export function isJoinToken(token: string, id: number, planKey: string, nowMs: number): boolean {
  const [, until = '', signature = ''] = token.split('.');
  const right = Buffer.from(sign(id, until, planKey));
  const given = Buffer.from(signature);
  return (
    given.length === right.length &&
    timingSafeEqual(given, right) &&
    Number.parseInt(until, 36) * 1000 >= nowMs
  );
}

function sign(id: number, until: string, planKey: string): string {
  return createHmac('sha256', planKey).update(`join ${id} ${until}`).digest('base64url').slice(0, 16);
}
