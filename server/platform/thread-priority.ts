import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';

/**
 * Lets the calling thread stand back behind the others of its process: on Linux each thread has a niceness of its own, and
 * `/proc/thread-self` names it. Elsewhere nothing happens. Can't be taken back without rights: for threads that end.
 */
export function standBack(niceness: number): boolean {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    if (!Number.isSafeInteger(thread) || thread <= 0) return false;
    setPriority(thread, niceness);
    return true;
  } catch {
    return false;
  }
}
