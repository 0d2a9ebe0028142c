import sharp from 'sharp';
import type { AccountId } from '#domain/identity/ids.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import { at } from '../identity/rights.ts';
import type { Queries } from '../platform/database.ts';

/** Longest edge, and what a picture may unpack to. */
const edgeMax = 1280;
const pixelsMax = 40_000_000;
export const photosMax = 40;

/** The picture as a JPEG of our own making, turned upright, without what the camera wrote into it; undefined where it is none [A34]. */
export async function reencode(image: Buffer): Promise<Buffer | undefined> {
  try {
    const picture = sharp(image, { limitInputPixels: pixelsMax, failOn: 'error' });
    const { format } = await picture.metadata();
    if (format !== 'jpeg' && format !== 'png' && format !== 'webp') return undefined;
    return await picture
      .rotate()
      .resize(edgeMax, edgeMax, { fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 72 })
      .toBuffer();
  } catch {
    return undefined;
  }
}

/** Keeps a picture; sent twice, it is there once. False where the transfer has as many as it may have. */
export async function savePhoto(
  sql: Queries,
  photo: {
    readonly id: string;
    readonly transfer: TransferId;
    readonly accountId: AccountId;
    readonly atMs: number;
    readonly image: Buffer;
  },
): Promise<boolean> {
  const { id, transfer, accountId, atMs, image } = photo;
  const rows = await sql`
    insert into transfer_photos (id, transfer_id, account_id, at, image)
    select ${id}::uuid, ${transfer}::int, ${accountId}::int, ${at(sql, atMs)}, ${image}
    where (select count(*) from transfer_photos where transfer_id = ${transfer}) < ${photosMax}
    on conflict (id) do nothing returning id`;
  if (rows.length > 0) return true;
  const [known] = await sql`select 1 from transfer_photos where id = ${id} and transfer_id = ${transfer}`;
  return known !== undefined;
}

export async function readPhoto(sql: Queries, transfer: TransferId, id: string): Promise<Buffer | undefined> {
  const [row] = await sql<{ image: Buffer }[]>`
    select image from transfer_photos where id = ${id} and transfer_id = ${transfer}`;
  return row?.image;
}
