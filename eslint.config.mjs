import { builtinModules } from 'node:module';

import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

// The architecture, as far as a machine can hold it. Each rule says why, because a rule without a
// reason is the first thing the next person disables. Every project carries one `type:` and one
// `scope:` tag (package.json → nx.tags); Nx reports any import that no row below allows.
//
// Run it through `nx run esep:lint`, never bare `eslint`: without a cached project graph Nx prints
// a warning, skips the rule and passes. tools/architecture.spec.ts proves that it still bites.

const FRAMEWORKS = ['@nestjs/*', 'typeorm', 'kafkajs', 'pg', 'pg-boss', 'express', 'rxjs'];

const layers = [
  // The kernel and the ledger format are what auditors read. Small pure libraries only, by name.
  {
    sourceTag: 'type:kernel',
    onlyDependOnLibsWithTags: ['type:kernel'],
    allowedExternalImports: [
      // How addresses are written.
      '@bitauth/libauth',
      '@bitauth/libauth/*',
      '@noble/hashes',
      '@noble/hashes/*',
      'bech32',
      'bs58check',
      'canonicalize',
      'ibantools',
      'uuid',
    ],
  },
  // The law as data. Pure, so that the verifier can evaluate it.
  {
    sourceTag: 'type:rulebook',
    onlyDependOnLibsWithTags: ['type:kernel'],
    allowedExternalImports: ['ajv', 'ajv/*', 'ajv-formats', 'canonicalize'],
  },
  // A contract is what one service tells the others. Types and upcasters only.
  {
    sourceTag: 'type:contract',
    onlyDependOnLibsWithTags: ['type:kernel'],
    bannedExternalImports: ['*'],
  },
  // A domain is pure so that it can run in a service, the simulator and the offline verifier.
  {
    sourceTag: 'type:domain',
    onlyDependOnLibsWithTags: ['type:kernel', 'type:contract', 'type:rulebook'],
    bannedExternalImports: ['*'],
  },
  // The one shared Nest library knows the form of events, never what a service decides.
  {
    sourceTag: 'type:platform',
    onlyDependOnLibsWithTags: ['type:kernel', 'type:contract', 'type:platform'],
  },
  {
    sourceTag: 'type:service',
    onlyDependOnLibsWithTags: [
      'type:kernel',
      'type:contract',
      'type:rulebook',
      'type:domain',
      'type:platform',
      // A second program of its own context; other contexts are out of reach by their scope.
      'type:service',
    ],
  },
  // Only a host may see several services at once. That is what an embedded process is.
  {
    sourceTag: 'type:host',
    onlyDependOnLibsWithTags: [
      'type:service',
      'type:platform',
      'type:kernel',
      'type:contract',
      'type:rulebook',
      'type:tool',
    ],
  },
  // The client is what others may copy: types of the documents, and no code of a service.
  {
    sourceTag: 'type:client',
    onlyDependOnLibsWithTags: ['type:client'],
    allowedExternalImports: ['openapi-fetch'],
  },
  // Tools stand outside: a verifier that imports the platform verifies nothing.
  {
    sourceTag: 'type:tool',
    onlyDependOnLibsWithTags: [
      'type:kernel',
      'type:contract',
      'type:rulebook',
      'type:domain',
      'type:client',
      'type:tool',
    ],
    bannedExternalImports: FRAMEWORKS,
  },
  // The console runs in browsers: what it knows of the services is what the client tells it.
  {
    sourceTag: 'type:console',
    onlyDependOnLibsWithTags: [
      'type:kernel',
      'type:contract',
      'type:rulebook',
      'type:domain',
      'type:client',
      'type:tool',
    ],
    bannedExternalImports: FRAMEWORKS,
  },
];

const scopes = ['licensing', 'pool-reporting', 'exchange-settlement', 'tax', 'supervision'].map(
  (name) => ({
    // Services meet in contracts and on the log, never in code.
    sourceTag: `scope:${name}`,
    onlyDependOnLibsWithTags: [`scope:${name}`, 'scope:shared'],
  }),
);

// A specification may use test libraries; what it may know of other projects stays the same.
const layersOfSpecifications = layers.map(
  ({ bannedExternalImports: _banned, allowedExternalImports: _allowed, ...layer }) => layer,
);

// Rooms of one package: each may use those above it. So a reader begins at the top, and what is changed
// below breaks nothing above.
const ROOMS = {
  'libs/platform': [
    'runtime',
    'postgres',
    'event-store',
    'transparency',
    'subscriptions',
    'kafka',
    'projections',
    'automations',
    'http',
    'proposals',
    'submissions',
    'service',
  ],
  'services/pool-reporting/telemetry': [
    'columns',
    'register',
    'checks',
    'bodies',
    'ndjson',
    'arrow',
    'batch',
    'parquet',
    'storage',
    'known-machines',
    'catalogue',
    'receive',
    'serve',
  ],
  'services/supervision/domain': [
    'facts',
    'chain',
    'reconciliation',
    'cross-checks',
    'finding',
    'sector',
    'subject',
    'decisions',
  ],
};

// What specifications need is no part of what runs: it is not built into the image (.dockerignore).
const TEST_SUPPORT = {
  regex: '(^|/)(testing|specification|random-cases)(/|$)',
  message: 'Only specifications use what is in a folder `testing`.',
};
const FOR_TESTS = ['**/*.spec.ts', '**/testing/**'];

// What Node.js brings is a machine too: files, sockets, chance, the environment.
const NO_MACHINE = {
  paths: builtinModules,
  patterns: [{ regex: '^node:', message: 'The domain knows no machine.' }],
};
const NOTHING = { paths: [], patterns: [] };

const rooms = Object.entries(ROOMS).flatMap(([home, folders]) =>
  folders.map((folder, i) => {
    const below = [...folders.slice(i + 1), 'index\\.js'];
    const { paths, patterns } = home.endsWith('/domain') ? NO_MACHINE : NOTHING;
    const order = {
      regex: `^(\\./)?(\\.\\./)+(src/)?(${below.join('|')})(/|$)`,
      message: `${folder} is above this in ROOMS of eslint.config.mjs; move what both need up.`,
    };
    return {
      files: [`${home}/src/${folder}/**/*.ts`],
      ignores: FOR_TESTS,
      rules: {
        'no-restricted-imports': ['error', { paths, patterns: [TEST_SUPPORT, ...patterns, order] }],
      },
    };
  }),
);

const boundaries = (rows) => ({
  '@nx/enforce-module-boundaries': ['error', { depConstraints: [...rows, ...scopes] }],
});

export default tseslint.config(
  {
    ignores: [
      '**/dist',
      '**/node_modules',
      '.esep',
      '.esep-cluster',
      '.nx',
      '.cache',
      'deploy',
      'e2e',
      'k8s',
      'bench',
      'tools',
    ],
  },
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parser: tseslint.parser },
    plugins: { '@nx': nx },
    rules: boundaries(layers),
  },
  {
    files: FOR_TESTS,
    plugins: { '@nx': nx },
    rules: boundaries(layersOfSpecifications),
  },
  {
    files: ['{libs,services,apps}/**/src/**/*.{ts,tsx}'],
    ignores: FOR_TESTS,
    rules: { 'no-restricted-imports': ['error', { patterns: [TEST_SUPPORT] }] },
  },
  {
    files: ['libs/{kernel,contracts,rulebook}/src/**/*.ts', 'services/*/domain/src/**/*.ts'],
    ignores: FOR_TESTS,
    rules: {
      // Same events in, same answer out, today and at audit in ten years.
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Time comes in with the command.',
        },
        {
          selector: "MemberExpression[object.name='Date'][property.name='now']",
          message: 'Time comes in with the command.',
        },
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: 'Ids and chance come in with the command.',
        },
        {
          selector: "CallExpression[callee.name='Date']",
          message: 'Time comes in with the command.',
        },
        {
          selector:
            "CallExpression:matches([callee.name='parseFloat'], [callee.property.name='parseFloat'])",
          message: 'Money is bigint in the smallest unit.',
        },
        {
          selector: ':matches(:function[async=true], AwaitExpression, ImportExpression)',
          message: 'The domain does not wait for anything.',
        },
        // The boundary rule reads import declarations only; a type can be imported in place as well.
        { selector: 'TSImportType', message: 'Import the type by a declaration.' },
      ],
      'no-restricted-globals': [
        'error',
        ...['process', 'fetch', 'console', 'performance', 'crypto', 'globalThis'],
        ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
      ],
    },
  },
  {
    files: ['libs/{kernel,contracts}/src/**/*.ts', 'services/*/domain/src/**/*.ts'],
    ignores: FOR_TESTS,
    rules: {
      'no-restricted-imports': [
        'error',
        { ...NO_MACHINE, patterns: [TEST_SUPPORT, ...NO_MACHINE.patterns] },
      ],
    },
  },
  // Last: of two entries about one file, the latter's rule holds alone.
  ...rooms,
);
