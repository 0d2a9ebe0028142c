import type { Viewer } from '#domain/identity/viewer.ts';
import type { GuardParts } from '../identity/guard.ts';
import type { Company } from '../platform/company.ts';

/** What the catalogue's routes need of the rest of the house. */
export interface CatalogParts extends GuardParts {
  /** Counts the stock of one SKU as another's, before they are merged; false where it can't be. */
  readonly rebook: (company: Company, viewer: Viewer, source: number, target: number) => Promise<boolean>;
}
