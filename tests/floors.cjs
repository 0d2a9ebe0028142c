/** Which floor may import which (docs/architecture.md). Read by dependency-cruiser. */
const only = (name, from, allowed) => ({ name, severity: 'error', from: { path: from, pathNot: '\\.test\\.ts$' }, to: { path: '^(domain|protocol|server|drizzle|src|tests|bench)/', pathNot: allowed } });

module.exports = {
  forbidden: [
    only('domain-is-pure', '^domain/', '^domain/'),
    { name: 'domain-has-no-packages', severity: 'error', from: { path: '^domain/', pathNot: '\\.test\\.ts$' }, to: { dependencyTypes: ['npm', 'core', 'npm-dev'] } },
    only('protocol-knows-domain', '^protocol/', '^(protocol|domain)/'),
    only('pages-never-reach-the-server', '^src/', '^(src|domain|protocol)/'),
    only('server-never-reaches-pages', '^server/', '^(server|domain|protocol|drizzle)/'),
    { name: 'stock-below-wall', severity: 'error', from: { path: '^(server|domain)/(stock|stream|identity)/' }, to: { path: '^(server|domain)/(wall|demo)/' } },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
  ],
  options: { doNotFollow: { path: 'node_modules' }, tsConfig: { fileName: 'tsconfig.json' }, tsPreCompilationDeps: true, enhancedResolveOptions: { conditionNames: ['import', 'types', 'node', 'default'], extensions: ['.ts', '.js', '.svelte'] } },
};
