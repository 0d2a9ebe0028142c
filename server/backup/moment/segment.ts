/** Bytes of a whole piece of Postgres' log, before it is packed; initdb's own choice. */
export const segmentBytes = 16 * 1024 * 1024;

const segmentsOfFile = 0x1_0000_0000 / segmentBytes;

/** Name of a whole piece: time line, then its number, all hexadecimal. */
export function isSegment(name: string): boolean {
  return /^[0-9A-F]{24}$/.test(name);
}

/** The piece that comes behind this one on the same time line. */
export function nextSegment(name: string): string {
  const hex = (value: number): string => value.toString(16).toUpperCase().padStart(8, '0');
  const [file, number] = [Number.parseInt(name.slice(8, 16), 16), Number.parseInt(name.slice(16), 16)];
  const next = number + 1 === segmentsOfFile ? [file + 1, 0] : [file, number + 1];
  return name.slice(0, 8) + next.map(hex).join('');
}

export function isOfTimeline(name: string, timeline: number): boolean {
  return Number.parseInt(name.slice(0, 8), 16) === timeline;
}
