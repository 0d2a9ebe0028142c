import type { ForkDraft, ForkLevels, ForkList, ForkView, NewFork } from '#protocol/replenish/fork-views.ts';
import { call } from '../../call/call.ts';

const path = '/api/replenish/forks';

export function readForks(): Promise<ForkList> {
  return call('GET', path);
}

export function makeFork(fork: NewFork, key: string): Promise<{ readonly id: number }> {
  return call('POST', path, fork, { 'idempotency-key': key });
}

export function readFork(id: number): Promise<ForkView> {
  return call('GET', `${path}/${id}`);
}

export function readForkLevels(id: number, since: string): Promise<ForkLevels> {
  return call('GET', `${path}/${id}/levels?${new URLSearchParams({ since })}`);
}

export function draftFork(id: number): Promise<{ readonly drafts: readonly ForkDraft[] }> {
  return call('POST', `${path}/${id}/drafts`, {});
}

export function discardFork(id: number): Promise<unknown> {
  return call('POST', `${path}/${id}/discard`, {});
}
