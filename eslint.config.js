import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** The domain asks the world for nothing: time, chance and ids are handed in (docs/architecture.md). */
const worldly = [
  'process',
  'console',
  'performance',
  'crypto',
  'fetch',
  'setTimeout',
  'setInterval',
  'queueMicrotask',
  'window',
  'document',
];
const clockAndChance = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Hand the time in: the domain has no clock.',
  },
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'Hand the time in: the domain has no clock.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Hand chance in: the domain makes none.',
  },
];
const defaultExport = { selector: 'ExportDefaultDeclaration', message: 'Export by name.' };
const floatingMoney = {
  selector: "CallExpression[callee.name='parseFloat']",
  message: 'Money and quantity are whole: read them with the domain.',
};

export default ts.config(
  {
    ignores: [
      'build/',
      '.svelte-kit/',
      '.tongpan/',
      'node_modules/',
      'src/lib/messages/generated/',
      'drizzle/migrations/',
      '**/.*.ts',
    ],
  },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'smart'],
      'no-restricted-syntax': ['error', defaultExport, floatingMoney],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-var': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
    },
  },
  {
    files: ['{server,drizzle,domain,protocol,bench,tests}/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ['domain/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', ...worldly],
      'no-restricted-syntax': ['error', defaultExport, floatingMoney, ...clockAndChance],
    },
  },
  {
    // Numerical kernels: typed arrays indexed inside their own length, millions of times a night.
    files: ['domain/replenish/**/*.ts', 'server/replenish/**/*.ts', 'bench/replenish/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      'max-lines': ['error', { max: 420, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ['domain/demo/names-*.ts'], rules: { 'max-lines': 'off' } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      // Pages live at the root, and raw maps are what big live data is kept in.
      'svelte/no-navigation-without-resolve': 'off',
      'svelte/prefer-svelte-reactivity': 'off',
      'svelte/no-unused-svelte-ignore': 'off',
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
      'max-lines': 'off',
    },
  },
  {
    files: [
      '*.config.{js,ts}',
      'tests/**/*.config.ts',
      'tests/postgres/global-setup.ts',
      'drizzle/config.ts',
      'tests/floors.cjs',
      '.dependency-cruiser.js',
    ],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
