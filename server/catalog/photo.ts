import sharp from 'sharp';
import type { Queries } from '../platform/database.ts';
import { hash } from 'node:crypto';

/** What a picture may decode to; a few kilobytes can claim to be gigapixels. */
const pixelsMax = 40_000_000;
const largeEdge = 1200;
const smallEdge = 160;
const drawSecondsMax = 10;

export interface Photo {
  readonly small: Buffer;
  readonly large: Buffer;
  readonly hash: string;
}

/** Only these, told by their first bytes: no SVG, no HTML, no PDF, whatever the name says. */
const signatures: readonly (readonly number[])[] = [
  [0xff, 0xd8, 0xff],
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  [0x52, 0x49, 0x46, 0x46],
];

/**
 * Draws a picture anew as WebP in two sizes: nothing of the file itself is kept, no place where it was taken and no
 * script behind it. Undefined where it is no picture that we read.
 */
export async function redraw(bytes: Buffer): Promise<Photo | undefined> {
  if (!signatures.some((signature) => signature.every((byte, index) => bytes[index] === byte)))
    return undefined;
  try {
    const source = sharp(bytes, { limitInputPixels: pixelsMax, failOn: 'error' }).timeout({
      seconds: drawSecondsMax,
    });
    const { format } = await source.metadata();
    if (format !== 'jpeg' && format !== 'png' && format !== 'webp') return undefined;
    const upright = source.rotate();
    const [small, large] = await Promise.all([
      upright.clone().resize(smallEdge, smallEdge, { fit: 'cover' }).webp({ quality: 76 }).toBuffer(),
      upright
        .clone()
        .resize(largeEdge, largeEdge, { fit: 'inside', withoutEnlargement: true })
        .webp({ quality: 82 })
        .toBuffer(),
    ]);
    return { small, large, hash: hash('sha256', large, 'hex').slice(0, 16) };
  } catch {
    return undefined;
  }
}

export async function writePhoto(sql: Queries, skuId: number, photo: Photo): Promise<void> {
  await sql`insert into sku_photos (sku_id, small, large, hash) values (${skuId}, ${photo.small}, ${photo.large}, ${photo.hash})
    on conflict (sku_id) do update set small = excluded.small, large = excluded.large, hash = excluded.hash`;
}

/** The headers under which a picture leaves: a browser shows it as a picture or not at all. */
export const photoHeaders = {
  'content-type': 'image/webp',
  'content-disposition': 'inline; filename="photo.webp"',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'x-content-type-options': 'nosniff',
} as const;
