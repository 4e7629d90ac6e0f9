/** One configuration for every project: tests run from TypeScript sources, as ES modules. */
export default {
  rootDir: import.meta.dirname,
  testEnvironment: '<rootDir>/tools/test-environment.mjs',
  testEnvironmentOptions: { customExportConditions: ['@esep/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: {
            legacyDecorator: true,
            decoratorMetadata: true,
            useDefineForClassFields: false,
          },
          target: 'es2023',
          keepClassNames: true,
        },
        module: { type: 'es6' },
      },
    ],
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['/dist/', '<rootDir>/.esep', '<rootDir>/.nx'],
  testMatch: ['<rootDir>/{libs,services,apps,e2e,tools,deploy,k8s}/**/*.spec.ts'],
  testSequencer: '<rootDir>/tools/test-sequencer.mjs',
  globalSetup: '<rootDir>/tools/test-postgres.mjs',
  globalTeardown: '<rootDir>/tools/test-postgres-end.mjs',
  maxWorkers: 2,
  testTimeout: 60_000,
};
