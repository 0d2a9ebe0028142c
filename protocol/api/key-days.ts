/** The longest a key lives: after it somebody has to make a new one. */
export const keyDaysMax = 730;
