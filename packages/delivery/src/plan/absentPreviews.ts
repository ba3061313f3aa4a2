import type { Finding } from '@plinth/plugin-environments-common';
import { mainStackOf } from '../aws/DeployedStack';
import { environmentPathOf, type UnitFolder } from '@plinth/repository/units';
import type { Baselines } from './Baselines';

/**
 * Previews that a change reaches only because every unit may depend on it, and that have no stack: they ended, or were not
 * deployed yet. A change that is not about them must not create them again.
 *
 * @param directly - paths of the units in whose own folder something changed
 */
export async function absentPreviews(
  folders: readonly UnitFolder[],
  directly: ReadonlySet<string>,
  baselines: Baselines,
): Promise<UnitFolder[]> {
  const indirect = folders.filter(
    ({ path, unit }) =>
      unit.stage === 'preview' &&
      !directly.has(path) &&
      !directly.has(environmentPathOf(unit) ?? ''),
  );
  await baselines.read(indirect.map(({ unit }) => mainStackOf(unit)));
  return indirect.filter(({ unit }) => baselines.isMissing(mainStackOf(unit)));
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
