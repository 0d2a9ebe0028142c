import * as z from 'zod';
import { columnClasses, roles } from '#domain/identity/role.ts';
import { keyDaysMax } from './key-days.ts';

/** POST /api/keys. `hidden`: classes of columns that the key never sees, though its account may. */
export const keyRequestSchema = z.object({
  name: z
    .string()
    .max(80)
    .trim()
    .min(1)
    .refine((text) => !text.includes('\0')),
  mayWrite: z.boolean().default(false),
  hidden: z
    .array(z.enum(columnClasses))
    .max(columnClasses.length)
    .default(['cost', 'margin', 'finance', 'personal']),
  days: z.int().min(1).max(keyDaysMax).default(365),
});

export const keyViewSchema = z.object({
  handle: z.string(),
  name: z.string(),
  accountName: z.string(),
  role: z.enum(roles),
  mayWrite: z.boolean(),
  hidden: z.array(z.enum(columnClasses)),
  createdAtMs: z.int(),
  expiresAtMs: z.int(),
  lastUsedAtMs: z.int().nullable(),
});
export type KeyView = z.infer<typeof keyViewSchema>;
