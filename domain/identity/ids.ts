import type { Brand } from '../brand.ts';

export type AccountId = Brand<number, 'AccountId'>;
/** The public part of a session: names it in lists and audit, opens nothing. */
export type SessionHandle = Brand<string, 'SessionHandle'>;
/** The short name of a company: its address and its database are found by it. `[a-z][a-z0-9-]{1,30}`. */
export type CompanySlug = Brand<string, 'CompanySlug'>;
