import type { Company } from './platform/company.ts';
import { forkKind } from './replenish/fork/kind.ts';
import { stocktakeKind } from './stocktake/kind.ts';
import type { DocumentKind, LiveDocuments } from './sync/kind.ts';
import { talkKind } from './transfer/live-talks.ts';

/** Every kind of live document there is, each from its slice; a kind may ask for documents once they are open. */
export function liveKinds(_company: Company, live: () => LiveDocuments): readonly DocumentKind[] {
  return [stocktakeKind(live) as DocumentKind, talkKind as DocumentKind, forkKind as DocumentKind];
}
