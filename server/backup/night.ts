/** The hour and minute of the machine's own day at which the night's work begins: few shops are open. */
const nightHour = 3;
const nightMinute = 10;

/** The first such hour behind a moment. */
export function nightAfter(nowMs: number): number {
  const night = new Date(nowMs);
  night.setHours(nightHour, nightMinute, 0, 0);
  if (night.getTime() <= nowMs) night.setDate(night.getDate() + 1);
  return night.getTime();
}
