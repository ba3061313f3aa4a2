import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../lib/toolchain.mjs';

/** The code blocks of one language in a plugin's README, in their order. */
export function readmeBlocks(plugin, language) {
  const text = readFileSync(
    path.join(root, 'plugins', plugin, 'README.md'),
    'utf8',
  );
  return [
    ...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms')),
  ].map(([, block]) => block);
}
