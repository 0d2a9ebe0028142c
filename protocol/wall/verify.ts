import * as z from 'zod';
import { tileSchema } from './tile.ts';

/** POST /api/wall/verify: the tiles as the page shows them; the server recomputes each at its positions. */
export const verifyRequestSchema = z.object({ tiles: z.array(tileSchema).min(1).max(2000) });

export const verifyAnswerSchema = z.object({
  /** Sum of the positions: what "as of #N" says. */
  position: z.int(),
  movements: z.int(),
  tookMs: z.number(),
  isEqual: z.boolean(),
  rows: z.array(
    z.object({
      storeId: z.int(),
      figures: z.array(
        z.object({ figure: z.string(), shown: z.int(), recomputed: z.int(), isEqual: z.boolean() }),
      ),
    }),
  ),
});
export type VerifyAnswer = z.infer<typeof verifyAnswerSchema>;

/** GET /api/wall/at?ms=…: a snapshot frame (sequence 0) as the wall stood at that company time. */
