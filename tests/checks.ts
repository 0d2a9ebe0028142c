import type { Part } from './parts.ts';

/** What a machine can say about the house without running it. The longest first: they run two at a time. */
export const checks: readonly Part[] = [
  {
    name: 'types',
    command: ['svelte-check', '--tsconfig', './tsconfig.json', '--threshold', 'error', '--output', 'human'],
  },
  { name: 'lint', command: ['eslint', '.'] },
  {
    name: 'form',
    command: [
      'prettier',
      '--check',
      '--cache',
      '--cache-location',
      '.tongpan/prettier',
      '--log-level',
      'warn',
      '.',
    ],
  },
  {
    name: 'floors',
    command: [
      'depcruise',
      '--config',
      'tests/floors.cjs',
      'domain',
      'protocol',
      'drizzle',
      'server',
      'src',
      'tests',
      'bench',
    ],
  },
];
