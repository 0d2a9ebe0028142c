import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

test('nothing set: this machine only, the embedded Postgres, the demo', () => {
  expect(readConfig({})).toMatchObject({
    port: 4870,
    host: '127.0.0.1',
    databaseUrl: undefined,
    hasDemo: true,
  });
});

test('a variable that was cleared is one that is not set', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '', ORIGIN: '' })).toMatchObject({
    port: 4870,
    databaseUrl: undefined,
    origin: undefined,
  });
});

test('every wrong variable is named with what to write', () => {
  const wrong = {
    PORT: 'http',
    DATABASE_URL: 'mysql://x',
    ORIGIN: 'https://a.example/path',
    LOG_LEVEL: 'loud',
  };
  expect(() => readConfig(wrong)).toThrow(
    [
      "Some settings can't be used:",
      '  PORT: write a port, such as 4870',
      '  DATABASE_URL: write postgres://user:password@host:port',
      '  ORIGIN: write an address without a path, such as https://stock.example.com',
      '  LOG_LEVEL: write trace, debug, info, warn or error',
    ].join('\n'),
  );
});
