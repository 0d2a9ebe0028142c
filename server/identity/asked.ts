import type { Context } from 'hono';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import { idMax } from '#protocol/id.ts';
import { withViewer, type Queries } from '../platform/database.ts';
import type { Guarded } from './guard.ts';

/** A request after `guard`: who asks is known. */
export type Asked = Context<Guarded>;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Reads as the viewer: row-level security cuts what comes back. */
export function asViewer<Result>(c: Asked, read: (sql: Queries) => Promise<Result>): Promise<Result> {
  return withViewer(c.var.company.viewerSql, c.var.viewer, read);
}

/** Who sends a command, and what the clock of their device says, where it says something. */
export function senderOf(c: Asked): {
  readonly accountId: AccountId;
  readonly session: SessionHandle;
  readonly deviceAtMs: number | null;
} {
  const { accountId, session } = c.var.viewer;
  const deviceAt = Number(c.req.header('tongpan-device-time') ?? Number.NaN);
  return {
    accountId,
    session,
    deviceAtMs: Number.isSafeInteger(deviceAt) && Math.abs(deviceAt) < 8e15 ? deviceAt : null,
  };
}

/** The key under which a command is carried out once; undefined where there is none. */
export function keyOf(c: Asked): string | undefined {
  const key = c.req.header('idempotency-key') ?? '';
  return isUuid(key) ? key.toLowerCase() : undefined;
}

export function isUuid(text: string): boolean {
  return uuid.test(text);
}

/** An id in an address; undefined where the text is none. */
export function wholeOf(text: string | undefined): number | undefined {
  const value = Number(text ?? Number.NaN);
  return Number.isSafeInteger(value) && value > 0 && value <= idMax ? value : undefined;
}
