/** How goods that leave are valued. A company has one method; it changes at a period's start only. */
export const costings = ['moving_average', 'fifo'] as const;
export type Costing = (typeof costings)[number];
