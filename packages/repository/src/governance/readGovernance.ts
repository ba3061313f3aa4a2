import { InputError, toError } from '@backstage/errors';
import {
  GOVERNANCE_FILE,
  parseGovernance,
  type Governance,
} from '@plinth/blueprints/schema';
import { parse } from 'yaml';
import type { RepositoryFiles } from '../units/RepositoryFiles';

/**
 * What a commit authorizes.
 *
 * @throws InputError when its governance file is missing or broken: then it authorizes nothing
 */
export async function readGovernance(
  files: RepositoryFiles,
): Promise<Governance> {
  return parseGovernanceFile(await files.read(GOVERNANCE_FILE));
}

/**
 * Reads the text of a governance file. Aliases are refused: they only hide what is said.
 *
 * @param text - undefined if there is no such file
 * @throws InputError when it is missing or broken
 */
export function parseGovernanceFile(text: string | undefined): Governance {
  return parseGovernance(text === undefined ? undefined : parseYaml(text));
}

function parseYaml(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw new InputError(
      `${GOVERNANCE_FILE} is no YAML without aliases, so nothing is authorized; its owners must repair it`,
      toError(error),
    );
  }
}
