const {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} = require('node:fs');
const path = require('node:path');

/** How many test files share what they import: with more, a worker's memory grows until it collects longer than it saves. */
const MOST = 8;

/** What is for one file alone: modules and clients that are others for it, variables set while it is loaded, another folder, snapshots in the file itself. */
const ALONE =
  /^(?:process\.env|jest\.mock\()|process\.chdir|toMatchInlineSnapshot|Pipeline\.start\(|mockClient\(/m;

/** Whether a file runs alone. Who is denied what others may does too: libraries remember what one may. */
const isForItself = file =>
  file.includes('.denied.') || ALONE.test(readFileSync(file, 'utf8'));

/** Libraries that register hooks for all tests once they are loaded. */
const WITH_HOOKS = ['@testing-library/react', '@backstage/backend-test-utils'];

function* testFilesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      yield* testFilesBelow(full);
    } else if (/\.test\.tsx?$/.test(entry.name)) {
      yield full;
    }
  }
}

/** What of the libraries with hooks a package has. */
function sharedBy(rootDir) {
  const manifest = JSON.parse(
    readFileSync(path.join(rootDir, '../package.json'), 'utf8'),
  );
  const declared = { ...manifest.dependencies, ...manifest.devDependencies };
  return WITH_HOOKS.filter(name => name in declared).map(name =>
    require.resolve(name, { paths: [rootDir] }),
  );
}

/** As few parts of nearly one size as there can be of at most so many. Neighbours stay together: they import alike. */
function inParts(files, most) {
  const count = Math.ceil(files.length / most);
  const start = index => Math.round((index * files.length) / count);
  return Array.from({ length: count }, (_, index) =>
    files.slice(start(index), start(index + 1)),
  );
}

const declaring = tests =>
  `require(${JSON.stringify(path.join(__dirname, 'testFile.cjs'))})(${JSON.stringify(tests, null, 2)});\n`;

/**
 * Has the test files of a package run several at a time, by files that are written for it.
 *
 * @param project - Jest's configuration of the package
 * @param root - the top folder of the checkout
 * @param folder - where those files go; what was there is gone
 * @returns the configuration
 */
module.exports = function inFewerFiles(project, { root, folder }) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = [...testFilesBelow(project.rootDir)].sort();
  const alone = files.filter(isForItself);
  const together = files.filter(file => !alone.includes(file));
  const shared = sharedBy(project.rootDir);
  inParts(together, MOST).forEach((part, index) =>
    writeFileSync(
      path.join(folder, `${index + 1}.test.js`),
      declaring({ root, shared, files: part }),
    ),
  );
  return {
    ...project,
    roots: [project.rootDir, folder],
    testMatch: [path.join(folder, '*.test.js'), ...alone],
  };
};
