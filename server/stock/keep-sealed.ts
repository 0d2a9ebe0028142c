import type { Sql } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { sealCompany } from './seal.ts';

const sealEveryMs = 60_000;

/** Seals full blocks of a company now and then, off the write path. Several nodes may: a block is sealed once. */
export function keepSealed(sql: Sql, log: Log): { close(): Promise<void> } {
  let sealing: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    sealing ??= sealCompany(sql, { closesLast: false })
      .catch((error: unknown) =>
        log.warn({ err: error }, 'some documents could not be sealed; it is tried again'),
      )
      .finally(() => (sealing = undefined));
  }, sealEveryMs);
  timer.unref();
  return {
    close: async () => {
      clearInterval(timer);
      await sealing;
    },
  };
}
