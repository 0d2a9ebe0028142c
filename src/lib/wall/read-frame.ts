import type { WallFrame } from '#protocol/wall/frame.ts';

/** A message of the wall's socket as a frame: text is JSON, binary is JSON under gzip. Undefined where it is neither. */
export async function readFrame(data: string | ArrayBuffer): Promise<WallFrame | undefined> {
  const text = typeof data === 'string' ? data : await unzip(data);
  return frameOf(JSON.parse(text));
}

/** Our own server's frames, checked for shape at the top only: ten a second of a thousand tiles are not parsed twice. */
function frameOf(value: unknown): WallFrame | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, sequence, tiles } = value as Partial<WallFrame>;
  if ((type !== 'snapshot' && type !== 'tick') || !Number.isInteger(sequence) || !Array.isArray(tiles))
    return undefined;
  return value as WallFrame;
}

async function unzip(data: ArrayBuffer): Promise<string> {
  const { readable, writable } = new DecompressionStream('gzip');
  const writer = writable.getWriter();
  // Bytes that are no gzip are told by the reading side.
  writer.write(data).catch(() => undefined);
  writer.close().catch(() => undefined);
  return await new Response(readable).text();
}

/**
 * Hands frames on in the order their messages came, though a snapshot takes longer to unpack than the tick behind it.
 * `onTrouble` is called for a message that is no frame.
 */
export function frameReader(
  onFrame: (frame: WallFrame) => void,
  onTrouble: () => void,
): (data: string | ArrayBuffer) => void {
  let last = Promise.resolve();
  return (data) => {
    const frame = readFrame(data).catch(() => undefined);
    last = last.then(async () => {
      const read = await frame;
      if (read) onFrame(read);
      else onTrouble();
    });
  };
}
