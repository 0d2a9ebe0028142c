import * as z from 'zod';
import { passwordLengthMax, passwordLengthMin } from '#domain/identity/password-length.ts';

/** Postgres keeps no null bytes: text with one is refused at the door. */
const text = (lengthMax: number) =>
  z
    .string()
    .max(lengthMax)
    .refine((value) => !value.includes('\0'), 'no null bytes');

export const loginRequestSchema = z.object({
  company: text(40),
  login: text(200).min(1),
  /** Longer ones than any password are let in here and judged wrong later: the answer tells nothing. */
  password: z.string().max(1000),
});
export type LoginRequest = z.infer<typeof loginRequestSchema>;

/** PUT /api/session/password. Other sessions of the account end. */
export const passwordRequestSchema = z.object({
  current: z.string().max(1000),
  next: text(passwordLengthMax).min(passwordLengthMin),
});
export type PasswordRequest = z.infer<typeof passwordRequestSchema>;

export const languageRequestSchema = z.object({ language: z.enum(['zh-CN', 'en']) });

/** What the screen is called: 「大厅大屏」. */
export const kioskRequestSchema = z.object({ name: text(80).trim().min(1) });
