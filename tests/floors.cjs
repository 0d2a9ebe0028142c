/** Which floor and which slice may import which (docs/architecture.md). Read by dependency-cruiser. */
const floors = '^(domain|protocol|drizzle|server|src|tests|bench)/';
const test = '\\.test\\.ts$';

/** Files under `from` import nothing of the house but what `allowed` names. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: test },
  to: { path: floors, pathNot: allowed },
});

/** Lowest first: a slice knows itself and those before it, on every floor. A person's scope is stores, so they come first. */
const slices = [
  'store',
  'identity',
  'catalog',
  'stock',
  'transfer',
  'purchase',
  'stocktake',
  'order',
  'sales',
  'replenish',
  'finance',
  'wall',
  'alert',
  'workflow',
];
const slice = (names) => `^(domain|protocol|drizzle|server|src/lib)/(${names.join('|')})(/|\\.ts$)`;
/** Cuts columns of whatever leaves, so it knows the shape of all wires. */
const knowsWires = ['^server/identity/project\\.ts$'];
/** Writes arrays for Postgres; belongs to the platform, whatever its folder. */
const plumbing = '^server/stock/pg-array\\.ts$';
const downhill = slices.slice(0, -1).map((name, level) => ({
  name: `${name}-looks-downhill`,
  comment: `${name} lies below what it imports here.`,
  severity: 'error',
  from: { path: slice([name]), pathNot: [test, ...knowsWires] },
  to: { path: slice(slices.slice(level + 1)), pathNot: plumbing },
}));

module.exports = {
  forbidden: [
    only('domain-is-pure', '^domain/', '^domain/'),
    {
      name: 'domain-has-no-packages',
      severity: 'error',
      from: { path: '^domain/', pathNot: test },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'core'] },
    },
    only('protocol-knows-domain', '^protocol/', '^(protocol|domain)/'),
    only('tables-know-domain', '^drizzle/', '^(drizzle|domain)/'),
    only('pages-never-reach-the-server', '^src/', '^(src|domain|protocol)/'),
    only('server-never-reaches-pages', '^server/', '^(server|domain|protocol|drizzle)/'),
    only('platform-knows-no-slice', '^server/platform/', '^(server/(platform|stream)|domain)/'),
    only('stream-knows-no-slice', '^server/stream/', '^(server/(platform|stream)|domain|protocol|drizzle)/'),
    {
      name: 'slices-know-no-launcher',
      comment: 'What puts slices together stands above them: start, companies, demo, loading of files.',
      severity: 'error',
      from: { path: slice(slices), pathNot: test },
      to: { path: '^server/(launch|company|demo|ingest|invariants|main\\.ts|app\\.ts|open-company\\.ts)' },
    },
    ...downhill,
    {
      name: 'product-needs-no-test-package',
      severity: 'error',
      // What makes the client's package is a tool of ours, run by hand; the product never loads it.
      from: {
        path: '^(domain|protocol|drizzle|server|src)/',
        pathNot: [test, '^drizzle/config\\.ts$', '^server/api/client-(types|command)\\.ts$'],
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-lost',
      comment: 'An import that leads nowhere; pages get some from SvelteKit.',
      severity: 'error',
      from: {},
      to: {
        couldNotResolve: true,
        pathNot: ['^\\$(app|env|service-worker)', '\\?url$', '^\\./\\$types', 'virtual:'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'src/lib/messages/generated' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['import', 'svelte', 'types', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.js', '.svelte', '.d.ts'],
    },
  },
};
