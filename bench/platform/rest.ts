/** Server and Postgres rest when both together take less than this of a window. */
const restingCpuMs = 20;
const restWindowMs = 1000;

/**
 * Waits until nothing works in the background: what was filled in is vacuumed a while after. `cpuNow` tells the CPU used so
 * far, ms; waits for so many windows of a second at most.
 */
export async function rest(
  cpuNow: () => number,
  say: (line: string) => void,
  windowsMax = 40,
): Promise<void> {
  for (let window = 1; window <= windowsMax; window++) {
    const before = cpuNow();
    await new Promise((resolve) => setTimeout(resolve, restWindowMs));
    if (!(cpuNow() - before > restingCpuMs)) return say(`at rest after ${(window * restWindowMs) / 1000} s`);
  }
  say('never at rest: the figures hold work of the background');
}
