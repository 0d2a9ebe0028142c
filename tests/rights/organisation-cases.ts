import { to, type Cases } from './case.ts';

/** The chain itself and its people: headquarters' alone, but for the door that an invitation opens. */
export const organisationCases: Cases = {
  'GET /api/people/:id/work': {
    needs: 'manage.people',
    own: () => [],
    missing: () => to('/api/people/999999/work'),
  },
  'DELETE /api/people/:id/sessions/:handle': {
    needs: 'manage.people',
    own: () => [],
    missing: () => to('/api/people/999999/sessions/none'),
  },
  'POST /api/people/:id/hand-over': {
    needs: 'manage.people',
    own: () => [],
    missing: () => to('/api/people/999999/hand-over', { toId: 999998 }),
  },
  'GET /api/export/stores/:form': {
    needs: 'manage.store',
    own: () => [to('/api/export/stores/csv'), to('/api/export/stores/xlsx')],
  },
  'GET /api/organisation': { needs: 'manage.store', own: () => [to('/api/organisation')] },
  'POST /api/organisation/regions': {
    needs: 'manage.store',
    own: () => [
      to('/api/organisation/regions', {
        code: `R-${crypto.randomUUID().slice(0, 8)}`,
        nameZh: '区',
        nameEn: 'R',
        parentId: null,
      }),
    ],
  },
  'PUT /api/organisation/regions/:id': {
    needs: 'manage.store',
    own: () => [
      to('/api/organisation/regions/999999', { code: 'X', nameZh: 'x', nameEn: 'x', parentId: null }),
    ],
  },
  'POST /api/organisation/stores': { needs: 'manage.store', own: () => [to('/api/organisation/stores', {})] },
  'PUT /api/organisation/stores/:id': {
    needs: 'manage.store',
    own: () => [to('/api/organisation/stores/999999', {})],
  },
  'GET /api/export/people/:form': {
    needs: 'manage.people',
    own: () => [to('/api/export/people/csv'), to('/api/export/people/xlsx')],
  },
  'GET /api/people': { needs: 'manage.people', own: () => [to('/api/people')] },
  'PUT /api/people/:id': {
    needs: 'manage.people',
    own: () => [to('/api/people/999999', { role: 'clerk', scope: { kind: 'all' }, isDisabled: false })],
  },
  'POST /api/people/:id/password': {
    needs: 'manage.people',
    own: () => [],
    missing: () => to('/api/people/999999/password', {}),
    sparing: 'signs a person out: tests/organisation/new-password.test.ts',
  },
  'GET /api/invites': { needs: 'manage.people', own: () => [to('/api/invites')] },
  'POST /api/invites': {
    needs: 'manage.people',
    own: () => [to('/api/invites', { name: '新人', role: 'clerk', scope: { kind: 'all' } })],
  },
  'DELETE /api/invites/:handle': { needs: 'manage.people', own: () => [to('/api/invites/none')] },
  'POST /api/join/look': { needs: 'anybody', own: () => [to('/api/join/look', { code: 'none.none' })] },
  'POST /api/join': {
    needs: 'anybody',
    own: () => [to('/api/join', { code: 'none.none', login: 'nobody', password: '12345678' })],
  },
};

/** A company is made with a link of whoever runs the server; the first steps are headquarters' own. */
export const setupCases: Cases = {
  'POST /api/setup/look': {
    needs: 'anybody',
    own: () => [],
    sparing: 'opens a line to the control database, and counts tries: tests/setup/setup.test.ts',
  },
  'POST /api/setup': {
    needs: 'anybody',
    own: () => [],
    sparing: 'makes a company: tests/setup/setup.test.ts',
  },
  'GET /api/first-steps': { needs: 'manage.store', own: () => [to('/api/first-steps')] },
  'PUT /api/first-steps': {
    needs: 'manage.store',
    own: () => [to('/api/first-steps', { isHidden: false })],
  },
};
