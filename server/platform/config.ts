import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const root = fileURLToPath(new URL('../..', import.meta.url));

const configSchema = z.object({
  PORT: z.coerce
    .number('write a port, such as 4870')
    .int('write a port, such as 4870')
    .min(0, 'write a port from 0 to 65535')
    .max(65_535, 'write a port from 0 to 65535')
    .default(4870),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'write postgres://user:password@host:port' })
    .optional(),
  /** Where the embedded Postgres and secrets live. */
  TONGPAN_DATA: z.string().min(1).default('.tongpan'),
  /** The address people use, where a proxy stands in front: https://stock.example.com */
  ORIGIN: z
    .string()
    .refine(isOrigin, 'write an address without a path, such as https://stock.example.com')
    .optional(),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error'], 'write trace, debug, info, warn or error')
    .default('warn'),
  /** `none`: no demo company is made. */
  TONGPAN_DEMO: z.enum(['yes', 'none'], 'write yes or none').default('yes'),
  /** Where backups lie; the nightly one too. A disk of its own is best. */
  TONGPAN_BACKUPS: z.string().min(1).optional(),
  /** Words from which a backup's key is made; keep them elsewhere than the backups. */
  TONGPAN_BACKUP_KEY: z.string().min(12, 'write at least 12 characters').optional(),
  /** Words that a collector of /metrics sends as a bearer; without them only this machine may read it. */
  TONGPAN_METRICS_TOKEN: z.string().min(12, 'write at least 12 characters').optional(),
  /** So many days one can go back to any moment (embedded Postgres); 0: none of it is kept. */
  TONGPAN_MOMENT_DAYS: z.coerce
    .number('write a number of days, such as 7')
    .int('write whole days, such as 7')
    .min(0, 'write 0 to 60 days')
    .max(60, 'write 0 to 60 days')
    .default(7),
  /** At most so many GB are kept for that; the oldest goes first. */
  TONGPAN_MOMENT_GB: z.coerce
    .number('write a number of GB, such as 20')
    .min(1, 'write at least 1 GB')
    .default(20),
  /** `none`: nothing is done by night. */
  TONGPAN_NIGHTLY: z.enum(['yes', 'none'], 'write yes or none').default('yes'),
});

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly databaseUrl: string | undefined;
  readonly dataFolder: string;
  readonly origin: string | undefined;
  readonly logLevel: string;
  readonly hasDemo: boolean;
  readonly backupFolder: string;
  readonly backupKey: string | undefined;
  readonly hasNightly: boolean;
  /** What is kept for going back to a moment. */
  readonly moments: { readonly days: number; readonly bytesMax: number };
  readonly metricsToken: string | undefined;
}

/** Reads the environment. Throws one error that names every variable that is wrong and what to write. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  // An empty variable is one that is not set: that is how compose files and shells clear one.
  const parsed = configSchema.safeParse(
    Object.fromEntries(Object.entries(environment).filter(([, text]) => text !== '')),
  );
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`Some settings can't be used:\n${lines.join('\n')}`);
  }
  const { PORT, HOST, DATABASE_URL, TONGPAN_DATA, ORIGIN, LOG_LEVEL, TONGPAN_DEMO } = parsed.data;
  const { TONGPAN_BACKUPS, TONGPAN_BACKUP_KEY, TONGPAN_NIGHTLY, TONGPAN_METRICS_TOKEN } = parsed.data;
  const { TONGPAN_MOMENT_DAYS, TONGPAN_MOMENT_GB } = parsed.data;
  return {
    port: PORT,
    host: HOST,
    databaseUrl: DATABASE_URL,
    dataFolder: resolve(root, TONGPAN_DATA),
    origin: ORIGIN,
    logLevel: LOG_LEVEL,
    hasDemo: TONGPAN_DEMO === 'yes',
    backupFolder: resolve(root, TONGPAN_BACKUPS ?? join(TONGPAN_DATA, 'backups')),
    backupKey: TONGPAN_BACKUP_KEY,
    hasNightly: TONGPAN_NIGHTLY === 'yes',
    moments: { days: TONGPAN_MOMENT_DAYS, bytesMax: TONGPAN_MOMENT_GB * 1e9 },
    metricsToken: TONGPAN_METRICS_TOKEN,
  };
}

/** The address that people use. */
export function originOf({ origin, host, port }: Pick<Config, 'origin' | 'host' | 'port'>): string {
  return origin ?? `http://${host}:${port}`;
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text;
}
