import type { Company } from './company.ts';

/** The companies that this process has open, by slug. */
export interface CompanyRegistry {
  of(slug: string): Company | undefined;
  all(): readonly Company[];
}
