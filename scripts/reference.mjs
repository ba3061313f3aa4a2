/*
 * `npm run reference`: writes docs/reference anew from what decides: the declarations of the configuration, the permissions and the policy,
 * the OpenAPI document, the command, and the actions. `npm test` runs it with `--check`, which only compares.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root, run } from './lib/toolchain.mjs';

const INSIDE = 'PLINTH_REFERENCE';

/** The sources are TypeScript, so this file runs once more with what reads it. */
async function outside(args) {
  const { code } = await run(
    'node',
    ['--require', 'tsx/cjs', path.join(root, 'scripts/reference.mjs'), ...args],
    { env: { [INSIDE]: 'true' } },
  );
  process.exit(code);
}

async function inside(args) {
  const require = createRequire(import.meta.url);
  const sources = path.join(root, 'scripts/reference/index.ts');
  const { makeReference } = require(sources);
  const prettier = await import('prettier');
  const config = await prettier.resolveConfig(path.join(root, 'package.json'));
  const stale = [];
  for (const [name, text] of Object.entries(await makeReference(root))) {
    const file = path.join(root, 'docs/reference', name);
    const wanted = await prettier.format(text, { ...config, filepath: file });
    if (args.includes('--check')) {
      if (!existsSync(file) || readFileSync(file, 'utf8') !== wanted) {
        stale.push(path.relative(root, file));
      }
    } else {
      writeFileSync(file, wanted);
    }
  }
  if (stale.length > 0) {
    console.log(
      `Not what the sources say: ${stale.join(', ')}. \`npm run reference\` writes them anew.`,
    );
  }
  process.exit(stale.length > 0 ? 1 : 0);
}

const work = process.env[INSIDE] ? inside : outside;
work(process.argv.slice(2)).catch(error => {
  console.error(error);
  process.exit(1);
});
