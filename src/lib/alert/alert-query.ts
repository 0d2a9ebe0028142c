import { alertSets } from '#protocol/alert/alerts.ts';
import type { AlertQuery } from './alert-path.ts';

/** What an address asks for; what it says wrongly is as usual. */
export function alertQueryOf(params: URLSearchParams): AlertQuery {
  return {
    set: alertSets.find((set) => set === params.get('set')) ?? 'open',
    kind: params.get('kind') ?? '',
    store: params.get('store') ?? '',
    rule: params.get('rule') ?? '',
  };
}
