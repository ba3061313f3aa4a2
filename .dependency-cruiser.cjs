/*
 * No import leads back to where it came from: between files what counts is what is left at run time, between folders the
 * types too. A test may use everything, so it and what helps it stay out. What packages may import of each other is in
 * scripts/lib/eslint.js.
 */
module.exports = {
  forbidden: [
    {
      name: 'circle-of-files',
      severity: 'error',
      from: {},
      to: {
        circular: true,
        viaOnly: { dependencyTypesNot: ['type-only'] },
      },
    },
    {
      name: 'circle-of-folders',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    includeOnly: '^(packages|plugins)/[^/]+/src/',
    exclude: '[.]test[.]tsx?$|/(testing|__testUtils__)/',
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'default'],
    },
  },
};
