import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ActionContext, BuiltInAction } from './BuiltInAction';
import { satisfiesRange } from './satisfiesRange';

/**
 * `actions/setup-node`: puts the Node.js that runs the sandbox first on the path, if it is what was asked for.
 * Nothing is downloaded.
 */
export const setupNode: BuiltInAction = {
  name: 'actions/setup-node',
  inputs: {
    'node-version': '',
    'node-version-file': '',
    cache: '',
    'cache-dependency-path': '',
    'package-manager-cache': '',
    'check-latest': 'false',
  },
  run: async context => {
    const wanted = await wantedVersion(context);
    if (wanted && !satisfiesRange(process.versions.node, wanted)) {
      throw new Error(
        `Unable to find Node version '${wanted}': this runner has ${process.version} and installs no other`,
      );
    }
    context.addPath(dirname(process.execPath));
    context.setOutput('node-version', process.version);
    context.setOutput('cache-hit', 'false');
    context.log(`node: ${process.version}`);
  },
};

async function wantedVersion(context: ActionContext): Promise<string> {
  const version = context.input('node-version');
  const file = context.input('node-version-file');
  if (version || !file) {
    return version;
  }
  const source = await readFile(join(context.paths.workspace, file), 'utf8');
  if (!file.endsWith('package.json')) {
    return source.trim();
  }
  const { engines, volta } = JSON.parse(source) as {
    engines?: { node?: string };
    volta?: { node?: string };
  };
  return volta?.node ?? engines?.node ?? '';
}
