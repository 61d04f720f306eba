/**
 * Who may import what (the table in docs/architecture.md). `tools/lint/fixture` breaks every rule once, and a test shows that each
 * of them bites.
 */
const service = '^(?:tools/lint/fixture/)?services/([^/]+)/src/';
const packages = (...names) =>
  `^(?:tools/lint/fixture/)?packages/(?:${names.join('|')})/|@flexspace/(?:${names.join('|')})`;

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'A circle is one idea cut in two.',
      severity: 'error',
      from: { pathNot: 'node_modules' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'domain-is-pure',
      comment: 'The domain knows the kernel and itself; no library, no input or output.',
      severity: 'error',
      from: { path: `${service}domain/`, pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^(tools/lint/fixture/)?services/$1/src/domain/', packages('kernel')] },
    },
    {
      name: 'application-knows-domain-and-ports',
      comment:
        'Node itself may be used; of libraries only luxon, since calendar days of a zone are arithmetic, not input or output.',
      severity: 'error',
      from: { path: `${service}application/`, pathNot: '\\.test\\.ts$' },
      to: {
        pathNot: [
          '^(tools/lint/fixture/)?services/$1/src/(domain|application)/',
          packages('kernel'),
          'node_modules/luxon/',
        ],
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'storage-implements-ports',
      comment: 'Storage never reaches transport, nor what a use case does.',
      severity: 'error',
      from: { path: `${service}storage/`, pathNot: '\\.test\\.ts$' },
      to: { path: '^(tools/lint/fixture/)?services/$1/src/(transport/|application/(?!.*ports)|index|main)' },
    },
    {
      name: 'transport-never-meets-storage',
      severity: 'error',
      from: { path: `${service}(?:transport|http|routes)/`, pathNot: '\\.test\\.ts$' },
      to: { path: ['^(tools/lint/fixture/)?services/$1/src/(storage/|index|main)', 'node_modules/(knex|pg)/'] },
    },
    {
      name: 'transport-opens-no-database',
      comment: 'But for consumers, which name the type of the transaction that they are handed and pass on.',
      severity: 'error',
      from: {
        path: `${service}(?:transport|http|routes)/`,
        pathNot: ['\\.test\\.ts$', '/transport/events/[^/]+-consumer\\.ts$'],
      },
      to: { path: packages('database') },
    },
    {
      name: 'services-are-strangers',
      comment: 'Another service is its generated client, never its source.',
      severity: 'error',
      from: { path: service },
      to: {
        path: '^(tools/lint/fixture/)?services/(?!$1/)|@flexspace/(catalog|booking|access|realtime-gateway|scheduler|api-gateway)',
      },
    },
    {
      name: 'kernel-stands-alone',
      severity: 'error',
      from: { path: '^(?:tools/lint/fixture/)?packages/kernel/src/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^(?:tools/lint/fixture/)?packages/kernel/src/' },
    },
    {
      name: 'testkit-is-for-tests',
      severity: 'error',
      from: {
        path: '^(?:tools/lint/fixture/)?(?:packages|services)/[^/]+/src/',
        pathNot: ['\\.test\\.ts$', '^(?:tools/lint/fixture/)?packages/testkit/'],
      },
      to: { path: packages('testkit') },
    },
    {
      name: 'features-meet-at-their-index',
      severity: 'error',
      from: { path: '^(?:tools/lint/fixture/)?web/src/features/([^/]+)/' },
      to: { path: '^(?:tools/lint/fixture/)?web/src/features/(?!$1/)[^/]+/(?!index\\.ts$)' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^packages/contracts/src/'] },
    exclude: { path: ['/dist/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.test.json' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'require', 'node', 'default'],
      extensions: ['.ts', '.vue', '.js', '.mjs', '.json'],
    },
  },
};
