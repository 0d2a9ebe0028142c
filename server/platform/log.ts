import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

const secretKeys = [
  'password',
  'passwordHash',
  'cookie',
  'authorization',
  'token',
  'secret',
  'parameters',
  'args',
  'query',
];
/** Passwords inside addresses, wherever they stand: in messages and stacks too. */
const urlPasswords = /([a-z]+:\/\/[^\s:/@"]*:)[^\s@/"]+@/g;

/** JSON lines to stderr. Secrets are cut out; line breaks in values are escaped by JSON, so nobody forges a line. */
export function openLog(level: string, to: DestinationStream = process.stderr): Log {
  return pino(
    {
      level,
      base: null,
      redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[cut]' },
      hooks: { streamWrite: (line) => line.replaceAll(urlPasswords, '$1[cut]@') },
    },
    to,
  );
}
