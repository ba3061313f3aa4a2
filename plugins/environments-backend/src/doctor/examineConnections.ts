import type { Config } from '@backstage/config';
import type { ConnectionFinding } from '@plinth/plugin-environments-common';
import { examine } from './Check';
import { gatherChecks } from './gatherChecks';

/**
 * Looks whether all is there that docs/how-to/connect-aws-and-github.md asks for, and changes nothing.
 *
 * @param env - has the token of whoever looks, if they have one; without it what is closed to the portal's app is unknown
 * @returns what was found, in the order of the guide
 * @throws InputError that names the key of the configuration which is missing or wrong
 */
export async function examineConnections(
  config: Config,
  env: NodeJS.ProcessEnv,
): Promise<ConnectionFinding[]> {
  return Promise.all((await gatherChecks(config, env)).map(examine));
}
