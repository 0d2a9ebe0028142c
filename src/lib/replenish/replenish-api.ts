import type {
  Measures,
  NewEvent,
  RecordRow,
  ReplenishPage,
  SuggestionView,
  WhatIf,
} from '#protocol/replenish/views.ts';
import { call } from '../call/call.ts';

export type RejectReason = 'not_needed' | 'keep' | 'wrong_figure' | 'display' | 'other';
export const rejectReasons: readonly RejectReason[] = [
  'not_needed',
  'keep',
  'wrong_figure',
  'display',
  'other',
];

interface Chosen {
  readonly sourceId: number | null;
  readonly supplierId: number | null;
  readonly targetId: number;
  readonly note: string;
  readonly lines: readonly { readonly id: number; readonly quantity: number; readonly reason: string }[];
}

export type SuggestionKind = SuggestionView['kind'];
export const suggestionKinds: readonly SuggestionKind[] = ['transfer', 'order', 'purchase'];

export const replenishPath = (kind: SuggestionKind) => `/api/replenish?kind=${kind}`;

export function readReplenish(kind: SuggestionKind): Promise<ReplenishPage> {
  return call('GET', replenishPath(kind));
}

export function planNow(): Promise<{ readonly isBegun: boolean }> {
  return call('POST', '/api/replenish/plan', {});
}

export function acceptDocument(chosen: Chosen): Promise<unknown> {
  return call('POST', '/api/replenish/accept', chosen);
}

export function rejectLines(ids: readonly number[], reason: RejectReason): Promise<unknown> {
  return call('POST', '/api/replenish/reject', { ids, reason });
}

/** Whole: with what was laid beside them on a fork. */
export function undoLines(ids: readonly number[], isWhole: boolean): Promise<unknown> {
  return call('POST', '/api/replenish/undo', { ids, isWhole });
}

export function setLevel(level: number): Promise<unknown> {
  return call('PUT', '/api/replenish/level', { level });
}

export function askWhatIf(level: number): Promise<WhatIf> {
  return call('POST', '/api/replenish/what-if', { level });
}

export async function readRecord(kind: SuggestionKind): Promise<readonly RecordRow[]> {
  return (await call<{ readonly rows: readonly RecordRow[] }>('GET', `/api/replenish/record?kind=${kind}`))
    .rows;
}

export function readMeasures(days: number): Promise<Measures> {
  return call('GET', `/api/replenish/measures?days=${days}`);
}

export function tellEvent(event: NewEvent): Promise<unknown> {
  return call('POST', '/api/replenish/events', event);
}

export function dropEvent(id: number): Promise<unknown> {
  return call('DELETE', `/api/replenish/events/${id}`);
}
