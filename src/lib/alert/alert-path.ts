import type { AlertSet } from '#protocol/alert/alerts.ts';

export interface AlertQuery {
  readonly set: AlertSet;
  readonly kind: string;
  readonly store: string;
  readonly rule: string;
  /** So many at most; all that are shown otherwise. */
  readonly limit?: string;
}

export function alertsPath(query: AlertQuery): string {
  const asked = Object.entries(query).filter(([, value]) => value !== '');
  return `/api/alerts?${new URLSearchParams(asked.map(([name, value]) => [name, String(value)]))}`;
}
