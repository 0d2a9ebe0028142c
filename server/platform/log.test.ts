import { expect, test } from 'vitest';
import { openLog } from './log.ts';

function logged(write: (log: ReturnType<typeof openLog>) => void): string[] {
  const lines: string[] = [];
  write(openLog('info', { write: (line: string) => void lines.push(line) }));
  return lines;
}

test('secrets never reach the log, at any place', () => {
  const error = Object.assign(new Error('could not reach postgres://app:hunter2@db:5432/x'), {
    parameters: ['hunter2'],
  });
  const lines = logged((log) => {
    log.info(
      {
        password: 'hunter2',
        request: { headers: { cookie: 'session=hunter2', authorization: 'Bearer hunter2' } },
      },
      'a try',
    );
    log.error(
      { err: error, account: { passwordHash: 'hunter2' } },
      'postgres://app:hunter2@db did not answer',
    );
  });
  expect(lines).toHaveLength(2);
  expect(lines.join('')).not.toContain('hunter2');
  expect(lines.join('')).toContain('postgres://app:[cut]@db');
});

test('a line break in a value begins no line', () => {
  const lines = logged((log) => log.info({ login: 'a\r\n{"level":60,"msg":"forged"}' }, 'x\r\ny'));
  expect(lines).toHaveLength(1);
  expect(lines[0]?.trimEnd()).not.toMatch(/[\r\n]/);
});
