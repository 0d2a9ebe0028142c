import * as z from 'zod';
import { columnClasses, operations, roles } from '#domain/identity/role.ts';

/** GET /api/session: who is signed in. */
export const meSchema = z.object({
  kind: z.enum(['person', 'kiosk', 'key']),
  accountId: z.int(),
  name: z.string(),
  role: z.enum(roles),
  language: z.enum(['zh-CN', 'en']),
  company: z.string(),
  companyNameZh: z.string(),
  companyNameEn: z.string(),
  /** The handle of this very session or kiosk. */
  session: z.string(),
  /** The regions or stores given to the account; none where it reaches all. */
  scope: z.object({
    kind: z.enum(['all', 'regions', 'stores']),
    names: z.array(z.object({ nameZh: z.string(), nameEn: z.string() })),
  }),
  operations: z.array(z.enum(operations)),
  columns: z.array(z.enum(columnClasses)),
  home: z.enum(['/wall', '/stock']),
});
export type Me = z.infer<typeof meSchema>;
