import { pino, type Logger } from 'pino';

export type Log = Logger;

/** JSON lines to stderr. Secrets are cut out; line breaks in values are escaped by JSON. */
export function openLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      redact: {
        paths: ['password', '*.password', 'cookie', '*.cookie', 'headers.cookie', 'headers.authorization', 'url', '*.url', 'err.query', 'err.parameters'],
        censor: '[cut]',
      },
    },
    process.stderr,
  );
}
