/*
 * One Jest file of several test files. What they import is loaded once, which takes longer than most tests; each file is a group of
 * tests of its own, named by its path, and leaves nothing behind for the next one.
 */
const path = require('node:path');

/** What a page keeps besides its address, in an environment that has pages. */
const STORAGES = ['localStorage', 'sessionStorage'];

/**
 * Declares the tests of files.
 *
 * @param root - the folder that titles are relative to
 * @param shared - modules that register hooks for all tests once they are loaded
 * @param files - paths of test files
 */
module.exports = function declareTests({ root, shared, files }) {
  shared.forEach(file => require(file));
  for (const file of files) {
    describe(path.relative(root, file), () => {
      const variables = { ...process.env };
      require(file);
      afterAll(() => {
        jest.useRealTimers();
        for (const name of Object.keys(process.env)) {
          delete process.env[name];
        }
        Object.assign(process.env, variables);
        STORAGES.forEach(name => globalThis[name]?.clear());
        globalThis.history?.replaceState(null, '', '/');
      });
    });
  }
};
