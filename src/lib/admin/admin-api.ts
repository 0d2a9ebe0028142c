import type { AuditChainView, AuditView } from '#protocol/admin/audit.ts';
import type { AdminOverview, JobName, JobState } from '#protocol/admin/overview.ts';
import { call } from '../call/call.ts';

export function readOverview(): Promise<AdminOverview> {
  return call('GET', '/api/admin');
}

export function runJob(name: JobName): Promise<JobState> {
  return call('POST', `/api/admin/jobs/${name}`);
}

export interface AuditPage {
  readonly entries: readonly AuditView[];
  /** Where the next page begins; null at the end. */
  readonly before: number | null;
}

export function readAudit(action: string, person: string, before?: number): Promise<AuditPage> {
  const query = new URLSearchParams({ action, person });
  if (before !== undefined) query.set('before', String(before));
  return call('GET', `/api/audit?${query}`);
}

export function readChain(): Promise<AuditChainView> {
  return call('GET', '/api/audit/chain');
}
