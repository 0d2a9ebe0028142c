import type { GuardParts } from '../identity/guard.ts';
import type { Company } from '../platform/company.ts';

/** What the organisation's routes need of the rest of the house. */
export interface OrganisationParts extends GuardParts {
  readonly storesChanged: (company: Company) => Promise<void>;
  readonly companyName: (slug: string) => { readonly nameZh: string; readonly nameEn: string };
}
