/*
 * `npm run build`: makes the folder with which the portal runs in production, by default `dist/portal`;
 * `npm run build -- FOLDER` makes it there. docs/how-to/run-in-production.md says how to start it.
 */
import path from 'node:path';
import { buildPortal } from './lib/portalFolder.mjs';
import { ensureDependencies, seconds } from './lib/setup.mjs';
import { root } from './lib/toolchain.mjs';

async function main([folder = path.join(root, 'dist/portal'), ...rest]) {
  if (rest.length) {
    throw new Error('npm run build takes one folder, or none.');
  }
  const target = path.resolve(root, folder);
  const began = Date.now();
  await ensureDependencies();
  console.log('Building the portal …');
  await buildPortal(target);
  console.log(`The portal is in ${target} (${seconds(began)}).`);
}

main(process.argv.slice(2)).catch(error => {
  console.error(`\n${error.message}`);
  process.exit(1);
});
