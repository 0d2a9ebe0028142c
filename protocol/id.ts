/** Ids of rows are Postgres' int: what lies above is refused before a statement sees it. */
export const idMax = 2_147_483_647;
