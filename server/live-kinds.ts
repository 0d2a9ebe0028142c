import type { Company } from './platform/company.ts';
import type { DocumentKind } from './sync/kind.ts';

/** Every kind of live document there is, each from its slice. */
export function liveKinds(_company: Company): readonly DocumentKind[] {
  return [];
}
