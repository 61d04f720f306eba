/**
 * Component and logic tests in jsdom. CommonJS on purpose: Vue's ESM entry re-exports its CommonJS build, and two
 * copies of Vue in one test break injection.
 */
const swc = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } };
const esmOnly = [
  'vuetify',
  'pinia',
  'vue-konva',
  'konva',
  '@vue/devtools-.*',
  'nostics',
  '@vuetify/.*',
  '@mdi/js',
  'vue-router',
  'vue-i18n',
  '@intlify/.*',
];
export default {
  displayName: 'web',
  rootDir: import.meta.dirname,
  testEnvironment: 'jsdom',
  testMatch: ['<rootDir>/src/**/*.test.ts'],
  testEnvironmentOptions: { customExportConditions: ['node', 'node-addons'] },
  moduleFileExtensions: ['ts', 'mjs', 'js', 'vue', 'json'],
  moduleNameMapper: { '\\.(css|scss|sass)$': '<rootDir>/test/empty.cjs', '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '\\.vue$': '<rootDir>/test/vue-transform.mjs', '^.+\\.(ts|js|mjs)$': ['@swc/jest', swc] },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  setupFiles: ['<rootDir>/test/setup.ts'],
};
