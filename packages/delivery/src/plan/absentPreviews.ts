import type { Finding } from '@plinth/plugin-environments-common';
import pLimit from 'p-limit';
import type { StackLocation } from '../aws/DeployedStack';
import { environmentPathOf, type UnitFolder } from '@plinth/repository/units';

/**
 * Previews that a change reaches only because every unit may depend on it, and that have no stack: they ended, or were not
 * deployed yet. A change that is not about them must not create them again.
 *
 * @param directly - paths of the units in whose own folder something changed
 * @param isMissing - whether there surely is no stack; what cannot be told counts as there
 */
export async function absentPreviews(
  folders: readonly UnitFolder[],
  directly: ReadonlySet<string>,
  isMissing: (location: StackLocation) => Promise<boolean>,
): Promise<UnitFolder[]> {
  const indirect = folders.filter(
    ({ path, unit }) =>
      unit.stage === 'preview' &&
      !directly.has(path) &&
      !directly.has(environmentPathOf(unit) ?? ''),
  );
  const limit = pLimit(4);
  const missing = await Promise.all(
    indirect.map(({ unit }) =>
      limit(isMissing, {
        stackName: unit.name,
        account: unit.account,
        region: unit.region,
      }),
    ),
  );
  return indirect.filter((_, index) => missing[index]);
}

/** Says that a preview is left out, and how it comes back. */
export function absentFinding({ path }: UnitFolder): Finding {
  return {
    severity: 'warning',
    rule: 'preview.absent',
    message: `${path} is left out: only files that all units share reach it, and it has no stack, because it has ended or was never deployed. A change of its folder creates it.`,
    unit: path,
  };
}
