import path from 'node:path';
import { root, run } from '../lib/toolchain.mjs';

/** Where measurements keep their projects; git ignores it. */
export const work = path.join(root, '.data/bench');

/** Tells the person who waits; standard output belongs to the rows. */
export const say = message => process.stderr.write(`${message}\n`);

/** Runs a program to its end and answers its output; throws when it fails. */
export async function must(program, args, options = {}) {
  const { code, output } = await run(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
    env: {
      CDK_DISABLE_VERSION_CHECK: '1',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...options.env,
    },
  });
  if (code !== 0) {
    throw new Error(
      `${program} ${args.join(' ')} failed:\n${output.slice(-3000)}`,
    );
  }
  return output;
}

/** How to run a TypeScript file of the checkout with Node.js. */
export const program = (file, ...args) => [
  '--require',
  'tsx/cjs',
  path.join(root, file),
  ...args,
];

/** The same for one of this folder. */
export const script = (name, ...args) =>
  program(path.join('scripts/bench', name), ...args);
