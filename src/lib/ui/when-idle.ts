/** How long a page has for what is seen before anything else is begun. */
const restMs = 800;
const waitMsMax = 4000;

/** Runs once, after a rest, when the page has nothing better to do. Returns what calls it off. */
export function whenIdle(run: () => void, ms = restMs): () => void {
  let asked: number | undefined;
  const timer = setTimeout(() => {
    // Safari knows no idle time.
    if ('requestIdleCallback' in globalThis) asked = requestIdleCallback(run, { timeout: waitMsMax });
    else run();
  }, ms);
  return () => {
    clearTimeout(timer);
    if (asked !== undefined) cancelIdleCallback(asked);
  };
}
