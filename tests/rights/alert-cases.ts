import { to, type Cases } from './case.ts';

/** Alerts as a list, their rules, and the devices that hear of them. */
export const alertCases: Cases = {
  'GET /api/export/alerts/:form': {
    needs: 'take.alert',
    own: () => [to('/api/export/alerts/csv'), to('/api/export/alerts/xlsx?set=over')],
  },
  'GET /api/alerts': {
    needs: 'take.alert',
    own: (c) => [to('/api/alerts'), to(`/api/alerts?set=mine&store=${c.store[0]}&kind=negative&rule=1`)],
  },
  'GET /api/alerts/:id/goods': {
    needs: 'take.alert',
    namesIds: true,
    own: (c) => [to(`/api/alerts/${c.alertOf(1)}/goods`)],
    foreign: (c) => [to(`/api/alerts/${c.alertOf(3)}/goods`)],
  },
  'POST /api/alerts/:id/settle': {
    needs: 'take.alert',
    namesIds: true,
    own: (c) => [to(`/api/alerts/${c.alertOf(1)}/settle`, { note: '已知' })],
    foreign: (c) => [to(`/api/alerts/${c.alertOf(3)}/settle`, { note: '' })],
  },
  'POST /api/alerts/:id/unsettle': {
    needs: 'take.alert',
    namesIds: true,
    own: (c) => [to(`/api/alerts/${c.alertOf(1)}/unsettle`, {})],
    foreign: (c) => [to(`/api/alerts/${c.alertOf(3)}/unsettle`, {})],
  },
  'GET /api/alert-rules': { needs: 'manage.alert', own: () => [to('/api/alert-rules')] },
  'POST /api/alert-rules': {
    needs: 'manage.alert',
    own: (c) => [
      to('/api/alert-rules', {
        name: '少',
        kind: 'short',
        amount: 1,
        storeIds: [c.store[0]],
        isActive: false,
      }),
    ],
    missing: () => to('/api/alert-rules', { name: 'x', kind: 'short', amount: 1, storeIds: [999_999] }),
  },
  'POST /api/alert-rules/preview': {
    needs: 'manage.alert',
    own: (c) => [
      to('/api/alert-rules/preview', { name: '少', kind: 'short', amount: 9, storeIds: [c.store[0]] }),
      to('/api/alert-rules/preview', { name: '少', kind: 'running_out', amount: 3 }),
    ],
    missing: () =>
      to('/api/alert-rules/preview', { name: 'x', kind: 'short', amount: 1, storeIds: [999_999] }),
  },
  'PUT /api/alert-rules/:id': {
    needs: 'manage.alert',
    own: () => [],
    missing: () => to('/api/alert-rules/999999', { name: 'x', kind: 'negative', amount: null }),
  },
  'DELETE /api/alert-rules/:id': {
    needs: 'manage.alert',
    own: () => [],
    missing: () => to('/api/alert-rules/999999'),
  },
  'GET /api/push': { needs: 'take.alert', own: () => [to('/api/push')] },
  'POST /api/push/devices': {
    needs: 'take.alert',
    own: () => [
      to('/api/push/devices', {
        endpoint: 'https://127.0.0.1/x',
        publicKey: `BA${'A'.repeat(85)}`,
        secret: 'A'.repeat(22),
      }),
    ],
  },
  'POST /api/push/devices/renew': {
    needs: 'take.alert',
    own: () => [to('/api/push/devices/renew', { endpoint: 'https://push.example.com/none' })],
  },
  'POST /api/push/devices/remove': {
    needs: 'take.alert',
    own: () => [to('/api/push/devices/remove', { endpoint: 'https://push.example.com/none' })],
  },
  'POST /api/push/try': { needs: 'take.alert', own: () => [to('/api/push/try', {})] },
};
