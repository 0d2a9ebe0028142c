import { lookUp } from '../catalog/catalog-api.ts';
import { call, CallProblem } from '../call/call.ts';
import type { BarcodeMatch } from '#protocol/catalog/views.ts';
import type { BeginRequest, TransferSettings } from '#protocol/transfer/command.ts';
import type { BoardView, FactsView, SourceView, TransferView } from '#protocol/transfer/views.ts';

export function boardPath(since: string, withDeliveries: boolean): string {
  return `/api/transfers?${new URLSearchParams({ since, ...(withDeliveries ? { deliveries: 'yes' } : {}) })}`;
}

export function readBoard(since: string, withDeliveries: boolean): Promise<BoardView> {
  return call('GET', boardPath(since, withDeliveries));
}

export function readTransfer(id: number): Promise<TransferView> {
  return call('GET', `/api/transfers/${id}`);
}

export function readFacts(id: number, since: string): Promise<FactsView> {
  return call('GET', `/api/transfers/${id}/facts?${new URLSearchParams({ since })}`);
}

export function beginTransfer(request: BeginRequest, key: string): Promise<{ readonly transfer: number }> {
  return call('POST', '/api/transfers', request, { 'idempotency-key': key });
}

export function chaseTransfer(id: number): Promise<unknown> {
  return call('POST', `/api/transfers/${id}/chase`, {});
}

export async function readSources(sku: number, target: number): Promise<readonly SourceView[]> {
  const query = new URLSearchParams({ sku: String(sku), target: String(target) });
  return (await call<{ sources: SourceView[] }>('GET', `/api/transfers/sources?${query}`)).sources;
}

/** What a code means that no line of a transfer has; undefined while there is no network. */
export async function lookUpCode(code: string): Promise<readonly BarcodeMatch[] | undefined> {
  try {
    return (await lookUp(code)).matches;
  } catch (problem) {
    if (problem instanceof CallProblem && problem.status === 0) return undefined;
    if (problem instanceof CallProblem) return [];
    throw problem;
  }
}

export function readTransferRule(): Promise<TransferSettings> {
  return call('GET', '/api/transfer-settings');
}

export function writeTransferRule(rule: TransferSettings): Promise<TransferSettings> {
  return call('PUT', '/api/transfer-settings', rule);
}
