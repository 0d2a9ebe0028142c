import { createCipheriv, createDecipheriv, createHash, randomBytes, scryptSync } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

const ivBytes = 12;
const tagBytes = 16;
/** Of gzip: most of the saving for a third of the time. */
const packLevel = 3;

/** Key of one backup, from the words of TONGPAN_BACKUP_KEY and the backup's own salt (hex). */
export function keyOf(words: string, salt: string): Buffer {
  return scryptSync(words, Buffer.from(salt, 'hex'), 32);
}

/** Size and hash of a table's text. */
export interface Measure {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Packs text into a file: gzip, then, with a key, AES-256-GCM (iv, data, tag). The file is on the disk when this ends.
 */
export async function pack(
  source: AsyncIterable<Uint8Array>,
  file: string,
  key: Buffer | undefined,
): Promise<Measure> {
  const { meter, measure } = measured();
  const target = createWriteStream(file, { flush: true });
  if (!key) await pipeline(source, meter, createGzip({ level: packLevel }), target);
  else {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    target.write(iv);
    await pipeline(source, meter, createGzip({ level: packLevel }), cipher, withTag(cipher), target);
  }
  return measure();
}

/** Unpacks a file into `target`. Throws where it was made with another key, or changed. */
export async function unpack(file: string, key: Buffer | undefined, target: Writable): Promise<Measure> {
  const { meter, measure } = measured();
  if (!key) await pipeline(createReadStream(file), createGunzip(), meter, target);
  else {
    const { iv, tag, end } = await readEnds(file);
    const decipher = createDecipheriv('aes-256-gcm', key, iv).setAuthTag(tag);
    await pipeline(createReadStream(file, { start: ivBytes, end }), decipher, createGunzip(), meter, target);
  }
  return measure();
}

function measured(): { meter: Transform; measure: () => Measure } {
  const hash = createHash('sha256');
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  return { meter, measure: () => ({ bytes, sha256: hash.digest('hex') }) };
}

function withTag(cipher: { getAuthTag(): Buffer }): Transform {
  return new Transform({
    transform: (chunk: Uint8Array, _encoding, done) => done(null, chunk),
    flush: (done) => done(null, cipher.getAuthTag()),
  });
}

async function readEnds(file: string): Promise<{ iv: Buffer; tag: Buffer; end: number }> {
  const { size } = await stat(file);
  if (size < ivBytes + tagBytes) throw new Error(`${file} is cut off.`);
  const handle = await open(file);
  try {
    const iv = Buffer.alloc(ivBytes);
    const tag = Buffer.alloc(tagBytes);
    await handle.read(iv, 0, ivBytes, 0);
    await handle.read(tag, 0, tagBytes, size - tagBytes);
    return { iv, tag, end: size - tagBytes - 1 };
  } finally {
    await handle.close();
  }
}
