import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Guarded } from '../identity/guard.ts';
import { problem } from '../identity/problem.ts';
import { joinRoutes } from './join-routes.ts';
import type { OrganisationParts } from './parts.ts';
import { peopleRoutes } from './people-routes.ts';
import { storeRoutes } from './store-routes.ts';

const bodyBytesMax = 64 * 1024;

/** The chain itself: regions, stores and warehouses, people, and the way in for new ones. */
export function organisationRoutes(parts: OrganisationParts): Hono<Guarded> {
  const routes = new Hono<Guarded>();
  for (const path of [
    '/api/organisation',
    '/api/organisation/*',
    '/api/people',
    '/api/people/*',
    '/api/invites',
    '/api/invites/*',
    '/api/join',
  ])
    routes.use(path, bodyLimit({ maxSize: bodyBytesMax, onError: (c) => problem(c, 'request.too_large') }));
  storeRoutes(routes, parts);
  peopleRoutes(routes, parts);
  joinRoutes(routes, parts);
  return routes;
}
