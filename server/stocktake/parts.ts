import type { GuardParts } from '../identity/guard.ts';
import type { Company } from '../platform/company.ts';
import type { Stocktakes } from './stocktakes.ts';

/** What the routes of stocktakes need of the rest of the house. */
export interface StocktakeParts extends GuardParts {
  readonly stocktakesOf: (company: Company) => Stocktakes;
}
