/** Bounds of the frames. */
export const tickerEntriesMax = 40;
export const goodsRowsMax = 12;
export const alertsMax = 60;
export const tickMsMin = 100;
/** A heartbeat tick (no tiles) comes at least this often; a page without one for three of them calls itself stale. */
export const heartbeatMs = 2000;
