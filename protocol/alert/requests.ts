import * as z from 'zod';

/** POST /api/alerts/ID/settle: seen, nothing to be done. */
export const settleRequestSchema = z.object({
  note: z
    .string()
    .trim()
    .max(200)
    .refine((text) => !/\p{Cc}/u.test(text))
    .default(''),
});

/** POST /api/push/devices: what the browser's push manager gave. */
export const deviceRequestSchema = z.object({
  endpoint: z.url().max(1000),
  publicKey: z.string().regex(/^[A-Za-z0-9_-]{86,88}$/),
  secret: z.string().regex(/^[A-Za-z0-9_-]{22,24}$/),
});

/** What the service worker shows, in the receiver's language. No figures of cost are ever in it. */
export const pushMessageSchema = z.object({
  title: z.string(),
  body: z.string(),
  /** A page of ours. */
  url: z.string(),
  /** A newer one of the same tag takes the place of the older. */
  tag: z.string(),
});
export type PushMessage = z.infer<typeof pushMessageSchema>;
