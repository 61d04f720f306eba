/**
 * Six kinds of tests. `unit` lies beside the source and is pure; `integration` talks to the servers named by FLEXSPACE_*_URL
 * (`npm test` starts them); `web` mounts components in jsdom; `e2e` drives a real browser against the running product, `chaos`
 * breaks it, and `conformance` holds it to its API document (FLEXSPACE_STACK names its stack.json).
 */
// @swc/jest chooses the module type by itself: ES modules for import, CommonJS for require.
const swc = ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, sourceMaps: 'inline' }];

// Jest cannot require() an ES module before Node 24.9, although Node 22 can: CommonJS packages load these that way.
const requiredEsm = ['cookie', 'content-disposition'];

const node = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^@flexspace/contracts/(.*)$': '<rootDir>/packages/contracts/src/$1.ts',
    '^@flexspace/(kernel|service-kit|database|messaging|testkit)$': '<rootDir>/packages/$1/src/index.ts',
    '^@flexspace/service-kit/main$': '<rootDir>/packages/service-kit/src/run-main.ts',
    '^@flexspace/(catalog|booking|access|realtime-gateway|scheduler|api-gateway)$':
      '<rootDir>/services/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: { '^.+\\.(ts|js|mjs)$': swc },
  transformIgnorePatterns: [`/node_modules/(?!(${requiredEsm.join('|')})/)`, '/(packages|services|tools)/[^/]+/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/.flexspace', '<rootDir>/.flexspace-test'],
};

const suites = (folder) =>
  ['packages', 'services', 'tools'].map((group) => `<rootDir>/${group}/*/${folder}/**/*.test.ts`);

export default {
  // Real servers under load answer late; what must be fast is a benchmark, never a timed assertion.
  testTimeout: 90_000,
  projects: [
    { ...node, displayName: 'unit', testMatch: suites('src') },
    {
      ...node,
      displayName: 'integration',
      testMatch: suites('test'),
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/tools/(chaos|conformance)/'],
    },
    // Breaks the running product on purpose: one file after the other, or they would break each other's.
    { ...node, displayName: 'chaos', testMatch: ['<rootDir>/tools/chaos/test/**/*.test.ts'] },
    { ...node, displayName: 'conformance', testMatch: ['<rootDir>/tools/conformance/test/**/*.test.ts'] },
    '<rootDir>/web/jest.config.mjs',
    '<rootDir>/web/e2e/jest.config.mjs',
  ],
};
