import type { Draft } from '#domain/ingest/draft.ts';

/** One stream out of several, each in the order of its time: the earliest next document first, of equals the first stream's. */
export async function* mergeByTime(
  streams: readonly AsyncGenerator<Draft, void, undefined>[],
): AsyncGenerator<Draft, void, undefined> {
  const [only] = streams;
  if (streams.length === 1 && only) {
    yield* only;
    return;
  }
  const heads = await Promise.all(streams.map((stream) => stream.next()));
  for (;;) {
    let earliest = -1;
    let earliestAt = Number.POSITIVE_INFINITY;
    for (let index = 0; index < heads.length; index++) {
      const head = heads[index];
      if (!head || head.done) continue;
      const at = timeOf(head.value);
      if (earliest < 0 || at < earliestAt) {
        earliest = index;
        earliestAt = at;
      }
    }
    const head = heads[earliest];
    const stream = streams[earliest];
    if (!head || head.done || !stream) return;
    yield head.value;
    heads[earliest] = await stream.next();
  }
}

function timeOf({ rows }: Draft): number {
  const when = rows[0]?.when;
  return when ? when.day * 1440 + (when.minute ?? 720) : 0;
}
