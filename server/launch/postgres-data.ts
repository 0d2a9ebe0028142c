import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Names the cluster that is in use, where it is not the first one: written when one that was restored is switched in. */
const pointer = 'current';

/** The data folder of the cluster in use below an embedded Postgres' folder. */
export function dataFolderOf(folder: string): string {
  const file = join(folder, pointer);
  return join(folder, existsSync(file) ? readFileSync(file, 'utf8').trim() : 'data');
}

/** From the next start on the other cluster is in use. In one step: a kill leaves the one or the other. */
export function switchData(folder: string, data: string): void {
  const making = join(folder, `${pointer}.${process.pid}`);
  writeFileSync(making, `${relative(folder, data)}\n`, { flush: true });
  renameSync(making, join(folder, pointer));
}
