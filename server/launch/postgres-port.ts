import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** Children of a postmaster that was killed hold its port for a moment. */
const triesMax = 30;
const tryMs = 100;

/** The port of last time, so that who was connected finds it again; another one where somebody else has taken it. */
export async function choosePort(folder: string): Promise<number> {
  const last = readPort(folder);
  for (let tries = 0; last > 0 && tries < triesMax; tries++) {
    if ((await tryPort(last)) !== undefined) return last;
    await new Promise((resolve) => setTimeout(resolve, tryMs));
  }
  return (await tryPort(0)) ?? 0;
}

/** Called with the port on which Postgres answered. */
export function rememberPort(folder: string, port: number): void {
  if (readPort(folder) !== port) writeFileSync(join(folder, 'port'), String(port));
}

function readPort(folder: string): number {
  const file = join(folder, 'port');
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
}

function tryPort(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(undefined));
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}
