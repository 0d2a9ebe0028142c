import * as z from 'zod';
import { idMax } from './id.ts';

/** The id of a row in a body. */
export const id = z.int().positive().max(idMax);
