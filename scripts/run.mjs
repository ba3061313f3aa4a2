/* Runs one TypeScript file of the project with the right Node.js: `node scripts/run.mjs FILE [ARG ...]`. */
import { ensureDependencies } from './lib/setup.mjs';
import { run } from './lib/toolchain.mjs';

const [file, ...args] = process.argv.slice(2);
await ensureDependencies();
const { code } = await run('node', ['--require', 'tsx/cjs', file, ...args]);
process.exit(code);
