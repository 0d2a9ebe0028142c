import sharp from 'sharp';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { Sql } from '../platform/database.ts';
import { refused, type Refused } from './refused.ts';

/** Photos of one stocktake, and what one is made anew as. */
export const photosMax = 500;
const sidePixelsMax = 1000;
const inputPixelsMax = 40_000_000;
const quality = 70;

/** Keeps a photo, drawn anew: whatever else the file was is gone. [A34] */
export async function keepPhoto(
  sql: Sql,
  viewer: Viewer,
  stocktake: number,
  photo: { readonly barcode: string | null; readonly skuId: number | null; readonly image: string },
): Promise<{ readonly number: number } | Refused> {
  let image: Buffer;
  try {
    image = await sharp(Buffer.from(photo.image, 'base64'), {
      limitInputPixels: inputPixelsMax,
      failOn: 'error',
    })
      .rotate()
      .resize(sidePixelsMax, sidePixelsMax, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality })
      .toBuffer();
  } catch {
    return refused('stocktake.photo_unreadable');
  }
  return (await sql.begin(async (tx) => {
    await tx`select 1 from stocktakes where id = ${stocktake} for update`;
    const [row] = await tx<
      { count: number }[]
    >`select count(*) as count from stocktake_photos where stocktake_id = ${stocktake}`;
    const number = Number(row?.count ?? 0) + 1;
    if (number > photosMax) return refused('stocktake.photo_many', { most: photosMax });
    await tx`insert into stocktake_photos (stocktake_id, number, barcode, sku_id, account_id, image)
      values (${stocktake}, ${number}, ${photo.barcode}, ${photo.skuId}, ${viewer.accountId}, ${image})`;
    return { number };
  })) as { readonly number: number } | Refused;
}

export async function readPhoto(
  sql: Sql,
  stocktake: number,
  number: number,
): Promise<Uint8Array | undefined> {
  const [row] = await sql<{ image: Uint8Array }[]>`
    select image from stocktake_photos where stocktake_id = ${stocktake} and number = ${number}`;
  return row?.image;
}
