import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

export const manifestFile = 'manifest.json';
const formatNow = 1;

const manifestSchema = z.object({
  format: z.literal(formatNow),
  company: z.object({ slug: z.string(), nameZh: z.string(), nameEn: z.string() }),
  /** ISO instant at which the snapshot was taken. */
  madeAt: z.string(),
  /** `when` of the newest migration the database had. */
  schema: z.number(),
  isEncrypted: z.boolean(),
  /** Hex, for the key of an encrypted one; empty where it is not. */
  salt: z.string(),
  tables: z.array(
    z.object({
      name: z.string(),
      columns: z.array(z.string()),
      rows: z.number(),
      /** Bytes and SHA-256 (hex) of the table as text, before it is packed. */
      bytes: z.number(),
      sha256: z.string(),
    }),
  ),
  sequences: z.array(z.object({ name: z.string(), value: z.string(), isCalled: z.boolean() })),
  /** Hash over the positions of all locations: two databases of one hash stand at the same point. */
  head: z.string(),
});

/** What a backup is and holds: written last, so that a folder without it is no backup. */
export type Manifest = z.infer<typeof manifestSchema>;
export type TableEntry = Manifest['tables'][number];

export function newManifest(parts: Omit<Manifest, 'format'>): Manifest {
  return { format: formatNow, ...parts };
}

/** Throws, with what is wrong, where the folder holds no whole backup. */
export function readManifest(folder: string): Manifest {
  const file = join(folder, manifestFile);
  if (!existsSync(file))
    throw new Error(
      `${folder} holds no whole backup: its ${manifestFile} is missing. Choose another folder.`,
    );
  const parsed = manifestSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new Error(`${file} can’t be read: it is broken, or made by another version of Tongpan.`);
}
