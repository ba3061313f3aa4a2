/*
 * Backstage's Jest configuration of all packages, which has nearly every file of every dependency compiled to CommonJS. Most are that
 * already: what is known to be is run as it is, and not read, hashed, compiled and written to a cache first, which in a fresh
 * checkout took a third of a run. A dependency that is left out is only slower; one that turns to ES modules fails with
 * `Cannot use import statement outside a module`, and leaves the list.
 */
const path = require('node:path');
const inFewerFiles = require('./testFiles.cjs');

const root = path.resolve(__dirname, '../..');

const COMMONJS_PACKAGES = [
  '@apidevtools/json-schema-ref-parser',
  '@aws-cdk/[^/]+',
  '@aws-sdk/[^/]+',
  '@azure/[^/]+',
  '@babel/runtime',
  '@google-cloud/[^/]+',
  '@mui/(?:system|utils)',
  '@nodelib/[^/]+',
  '@opentelemetry/[^/]+',
  '@redis/client',
  '@smithy/[^/]+',
  '@testing-library/(?:dom|user-event)',
  '@typespec/[^/]+',
  'aria-query',
  'aws-cdk-lib',
  'better-sqlite3',
  'card-validator',
  'cdk-nag',
  'constructs',
  'css-tree',
  'cssstyle',
  'date-fns',
  'express',
  'fast-glob',
  'fs-extra',
  'generic-pool',
  'google-auth-library',
  'graphql',
  'iconv-lite',
  'iovalkey',
  'js-yaml',
  'lodash',
  'node-forge',
  'prom-client',
  'react-aria',
  'react-aria-components',
  'react-stately',
  'readable-stream',
  'semver',
  'winston',
  'yaml',
  'zod',
  'zod-to-json-schema',
];

/** What is no CommonJS in those packages: what is installed within them, and builds for browsers and bundlers. */
const NOT_OF_THEM = '(?:node_modules|browser|es[^/]*|dist-es|legacy|modern)/';

/** Paths of CommonJS: by the names that builds give it, and of those packages. */
const COMMONJS = [
  String.raw`/node_modules/.*\.cjs(?:\.js)?$`,
  '/node_modules/.*/dist-cjs/',
  String.raw`/node_modules/(?:${COMMONJS_PACKAGES.join('|')})/(?!(?:.*/)?${NOT_OF_THEM})(?!.*\.mjs$)`,
];

/** Who runs all tests has them in fewer files; who looks for some finds them by their own. */
const isWhole = process.env.PLINTH_TEST_FILES === 'all';

module.exports = (async () => {
  const config = await require('@backstage/cli/config/jest');
  return {
    ...config,
    projects: config.projects.map(project => {
      const ours = {
        ...project,
        transformIgnorePatterns: [
          ...project.transformIgnorePatterns,
          ...COMMONJS,
        ],
      };
      return isWhole
        ? inFewerFiles(ours, {
            root,
            folder: path.join(
              root,
              '.data/test-files',
              path.relative(root, path.dirname(project.rootDir)),
            ),
          })
        : ours;
    }),
  };
})();
