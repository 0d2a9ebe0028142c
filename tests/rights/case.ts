import type { Operation } from '#domain/identity/role.ts';
import type { Asker, Company } from './company.ts';

/** One request. Without a body it is a GET, whatever the route says its method is the route's. */
export interface Ask {
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Who may: anybody at all, whoever is signed in, a person (no kiosk), or whoever may do the operation. */
export type Needs = Operation | 'anybody' | 'session' | 'person';

/**
 * What the sweeps know of a route. A new route without one fails. `own` asks for what store 1 of the company has;
 * `foreign` names what belongs to store 3 alone, which nobody but headquarters may know of. What names things of the
 * whole company (goods) has only `own`: for the other company that is foreign enough.
 */
export interface RouteCase {
  readonly needs: Needs;
  readonly own: (company: Company, asker: Asker) => readonly Ask[];
  readonly foreign?: (company: Company) => readonly Ask[];
  /** `own` names ids of the company: the other company's askers must find nothing there. */
  readonly namesIds?: boolean;
  /** An ask for what is nowhere, where that answers something else than 404. */
  readonly missing?: (company: Company) => Ask;
  /** The route upgrades to a socket. */
  readonly isSocket?: boolean;
  /** The socket opens for everybody and is then closed with a code, because browsers show no status of an upgrade. */
  readonly closes?: boolean;
  /** It ends what it is asked with, or costs so much that sweeps of hostile input leave it alone; said why. */
  readonly sparing?: string;
}

export type Cases = Readonly<Record<string, RouteCase>>;

export const to = (path: string, body?: unknown): Ask =>
  body === undefined ? { path } : { path, body, headers: { 'content-type': 'application/json' } };

/** A command: its key is made when it is asked. */
export const command = (path: string, body: unknown): Ask => ({
  path,
  body,
  headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
});
