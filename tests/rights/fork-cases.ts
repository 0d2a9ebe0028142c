import { command, to, type Cases } from './case.ts';

const missing = '/api/replenish/forks/99999';
const fork = { name: '周末', regionId: 99_999, goods: { kind: 'suggested' } };

/** Plans on a copy. That a fork is hidden from who does not reach all of its stores is proved in tests/replenish/fork.test.ts. */
export const forkCases: Cases = {
  'GET /api/replenish/forks': { needs: 'view.replenish', own: () => [to('/api/replenish/forks')] },
  'POST /api/replenish/forks': {
    needs: 'plan.replenish',
    own: () => [],
    foreign: () => [command('/api/replenish/forks', fork)],
    sparing: 'starts a thread that plans the whole chain',
  },
  'GET /api/replenish/forks/:id': { needs: 'view.replenish', own: () => [], foreign: () => [to(missing)] },
  'GET /api/replenish/forks/:id/levels': {
    needs: 'view.replenish',
    own: () => [],
    foreign: () => [to(`${missing}/levels`)],
  },
  'POST /api/replenish/forks/:id/drafts': {
    needs: 'plan.replenish',
    own: () => [],
    foreign: () => [to(`${missing}/drafts`, {})],
  },
  'POST /api/replenish/forks/:id/discard': {
    needs: 'plan.replenish',
    own: () => [],
    foreign: () => [to(`${missing}/discard`, {})],
  },
};
