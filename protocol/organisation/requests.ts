import * as z from 'zod';
import { roles } from '#domain/identity/role.ts';
import { id } from '../id-schema.ts';

const plain = (lengthMax: number) =>
  z
    .string()
    .transform((value) => value.normalize('NFC').trim())
    .pipe(
      z
        .string()
        .max(lengthMax)
        .refine((value) => !/[\p{Cc}\p{Cf}]/u.test(value), 'no invisible characters'),
    );
const name = plain(80).pipe(z.string().min(1));
/** Document numbers begin with it: `S001-4711`. */
const code = plain(20).pipe(z.string().regex(/^[^\s>-][^\s]*$/));

export const regionSchema = z.object({ code, nameZh: name, nameEn: name, parentId: id.nullable() });

export const storeSchema = z.object({
  code,
  nameZh: name,
  nameEn: name,
  kind: z.enum(['store', 'warehouse']),
  regionId: id,
  timeZone: z.string().max(60).refine(isZone, 'no such time zone'),
  dayCutMinutes: z.int().min(0).max(1439),
  negativePolicy: z.enum(['refuse', 'flag']),
  ownership: z.enum(['own', 'franchise']),
  tier: z.enum(['hq', 'regional', 'store']),
  address: plain(200),
  openingHours: plain(80),
  keepBack: z.int().min(0).max(1_000_000),
  isActive: z.boolean(),
});
export type StoreRequest = z.infer<typeof storeSchema>;

export const scopeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('regions'), regions: z.array(id).min(1).max(500) }),
  z.object({ kind: z.literal('stores'), stores: z.array(id).min(1).max(500) }),
]);

export const personSchema = z.object({ role: z.enum(roles), scope: scopeSchema, isDisabled: z.boolean() });
export const handOverSchema = z.object({ toId: id });
export const inviteSchema = z.object({ name, role: z.enum(roles), scope: scopeSchema });
export const joinSchema = z.object({
  code: z.string().min(1).max(200),
  login: plain(60).pipe(z.string().min(2)),
  password: z.string().min(8).max(200),
});

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
