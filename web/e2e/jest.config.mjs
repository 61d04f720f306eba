/** Browser tests in a real Chromium against the running product (FLEXSPACE_STACK names its stack.json). */
const swc = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } };
export default {
  displayName: 'e2e',
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/**/*.e2e.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
};
