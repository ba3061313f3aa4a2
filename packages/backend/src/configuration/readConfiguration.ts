import { ConfigSources } from '@backstage/config-loader';
import { InputError } from '@backstage/errors';
import { statSync } from 'node:fs';
import { findFaults } from './findFaults';

/**
 * Reads the configuration that the command line names.
 *
 * @throws InputError with all that is missing or contradicts itself, each by its key
 */
export async function readConfiguration() {
  const config = await ConfigSources.toConfig(
    ConfigSources.default({ argv: process.argv }),
  );
  const faults = findFaults(config, {
    isFile: path =>
      statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
  });
  if (faults.length) {
    throw new InputError(
      `The portal does not start, because of its configuration:\n${faults.map(fault => `- ${fault}`).join('\n')}`,
    );
  }
  return config;
}
