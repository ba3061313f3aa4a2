import { InputError } from '@backstage/errors';
import { quoteValue } from '@plinth/blueprints/schema';

/** The folder of the freezes, one file each. */
export const FREEZES_FOLDER = 'governance/freezes';

const NAME = /^[a-z][a-z0-9-]{1,38}[a-z0-9]$/;

/** The file of a freeze: `governance/freezes/year-end.json`. */
export function freezeFileOf(name: string): string {
  return `${FREEZES_FOLDER}/${name}.json`;
}

/** The name of the freeze whose file this is; undefined for any other file. */
export function freezeNameOf(path: string): string | undefined {
  const [, name] = /^governance\/freezes\/([^/]+)\.json$/.exec(path) ?? [];
  return name !== undefined && NAME.test(name) ? name : undefined;
}

/** Whether a file is one of a freeze, which can stop what is deployed and never change it. */
export function isFreezeFile(path: string): boolean {
  return freezeNameOf(path) !== undefined;
}

/**
 * Passes the name of a freeze.
 *
 * @throws InputError for what is none
 */
export function requireFreezeName(name: string): void {
  if (!NAME.test(name)) {
    throw new InputError(
      `name: ${quoteValue(name)} is no name of a freeze; write 3 to 40 lower-case letters, digits and hyphens, such as year-end`,
    );
  }
}
