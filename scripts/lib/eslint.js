/*
 * ESLint for every package, with the direction of imports: `common ← node ← back end and modules`,
 * `common ← front end`, `schema ← blueprints ← delivery`, `schema ← repository ← delivery, back end and modules`. What a package is not allowed here, its sources may
 * not import; tests may use the sandbox too.
 */
const path = require('node:path');
const createConfig = require('@backstage/cli/config/eslint-factory');

const SCHEMA = '@plinth/blueprints/schema';
const COMMON = '@plinth/plugin-environments-common';
const ANNOTATIONS = '@plinth/plugin-environments-common/annotations';
const NODE = '@plinth/plugin-environments-node';
const REPOSITORY = '@plinth/repository';
const UNITS = '@plinth/repository/units';
const GITHUB = '@plinth/repository/github';

/** By folder: which of our packages its sources may import. */
const allowed = {
  'packages/app': ['@plinth/plugin-environments'],
  'packages/backend': [
    COMMON,
    NODE,
    REPOSITORY,
    GITHUB,
    '@plinth/plugin-environments-backend',
    '@plinth/plugin-environments-backend/doctor',
    '@plinth/plugin-scaffolder-backend-module-environments',
    '@plinth/plugin-catalog-backend-module-environments',
  ],
  'packages/blueprints': [],
  'packages/delivery': [
    '@plinth/blueprints',
    SCHEMA,
    COMMON,
    REPOSITORY,
    UNITS,
    GITHUB,
    '@plinth/pricing',
  ],
  'packages/pricing': [SCHEMA],
  'packages/repository': [SCHEMA, ANNOTATIONS],
  'packages/sandbox': [
    '@plinth/blueprints',
    SCHEMA,
    '@plinth/pricing',
    REPOSITORY,
  ],
  'plugins/environments': [COMMON],
  'plugins/environments-common': [SCHEMA],
  'plugins/environments-node': [COMMON, REPOSITORY, GITHUB, SCHEMA],
  'plugins/environments-backend': [
    COMMON,
    NODE,
    REPOSITORY,
    GITHUB,
    SCHEMA,
    '@plinth/pricing',
  ],
  'plugins/scaffolder-backend-module-environments': [
    COMMON,
    NODE,
    REPOSITORY,
    GITHUB,
    SCHEMA,
  ],
  'plugins/catalog-backend-module-environments': [
    COMMON,
    NODE,
    REPOSITORY,
    GITHUB,
    SCHEMA,
  ],
};

const ours = new Set([
  ...Object.values(allowed).flat(),
  '@plinth/blueprints',
  '@plinth/blueprints/constructs',
  '@plinth/delivery',
  '@plinth/sandbox',
  '@plinth/sandbox/testing',
]);

/**
 * What the portal's process does not load, by any path: CDK, and the blueprints' constructs, which are made of it. The
 * thread that prices units loads them with a `require` of its own (PricingWorker in environments-backend).
 */
const CDK = ['aws-cdk-lib', 'cdk-nag'];
const LOADED = `/^(${[...CDK, '@plinth\\u002Fblueprints$'].join('|')})/`;

/** What screens are not made of: they are one design on `@backstage/ui`, docs/design.md. */
const OTHER_DESIGN = ['@material-ui/*', '@mui/*'];

module.exports = function createPackageConfig(directory) {
  const root = path.resolve(__dirname, '../..');
  const folder = path.relative(root, directory).split(path.sep).join('/');
  const permitted = allowed[folder];
  if (!permitted) {
    throw new Error(`${folder} is not in the import rules of ${__filename}`);
  }
  const isFrontEnd = ['packages/app', 'plugins/environments'].includes(folder);
  const inPortal =
    folder.startsWith('plugins/') || folder === 'packages/backend';
  const forbid = names =>
    names.map(name => ({
      name,
      message: `${folder} may not import ${name}: imports point one way, see scripts/lib/eslint.js.`,
    }));
  return createConfig(directory, {
    overrides: [
      {
        // The journeys drive the whole portal from outside, with the scripts and the browser of the root.
        files: ['e2e/**'],
        rules: {
          '@backstage/no-relative-monorepo-imports': 'off',
          '@backstage/no-undeclared-imports': 'off',
        },
      },
    ],
    rules: {
      curly: ['error', 'all'],
      // openapi-fetch names its methods after HTTP's: client.GET(…).
      'new-cap': ['error', { capIsNew: false }],
      // `schema` is the part of the blueprints that runs anywhere, though the package is Node's.
      '@backstage/no-mixed-plugin-imports': [
        'error',
        { excludedTargetPackages: ['@plinth/blueprints'] },
      ],
      // A CDK construct joins its scope by being made.
      'no-new': ['packages/blueprints', 'packages/delivery'].includes(folder)
        ? 'off'
        : 'error',
      // Tests may assert through a function that says what is expected: expectRefusal(…), hasResourceProperties(…).
      'jest/expect-expect': [
        'error',
        {
          assertFunctionNames: [
            'expect*',
            'check*',
            '**.hasResource*',
            '**.resource*',
            '**.assert*',
            'fc.assert',
            'assert*',
          ],
        },
      ],
    },
    restrictedSrcImports: forbid(
      [...ours].filter(name => !permitted.includes(name)),
    ),
    restrictedImportPatterns: [
      ...(inPortal ? CDK : []),
      ...(isFrontEnd ? OTHER_DESIGN : []),
    ],
    ...(inPortal && {
      restrictedSrcSyntax: [
        `ImportExpression[source.value=${LOADED}]`,
        `CallExpression[callee.name='require'][arguments.0.value=${LOADED}]`,
      ].map(selector => ({
        selector,
        message: 'The portal loads CDK only in the thread that prices units.',
      })),
    }),
  });
};
