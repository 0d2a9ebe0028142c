import type { Costing } from '#domain/stock/costing.ts';
import type { BusinessDay } from '#domain/store/business-day.ts';

/** What all postings of the company are judged by, besides what stands. A head's `rules` count their changes. */
export interface CompanyRules {
  readonly closedThrough: BusinessDay | null;
  readonly costing: Costing;
}
