import {
  environmentPath,
  isFreezeFile,
  unitPathOf,
} from '@plinth/repository/units';

/** What affectedness needs to know of a unit. */
export interface UnitReference {
  readonly path: string;
  /** For a tenant, the name of its environment. */
  readonly environment?: string;
}

/** What a set of changed files means for the units. */
export interface Affected {
  /** Units to synthesize, with the reason for each; sorted by path. */
  readonly units: ReadonlyArray<{ path: string; reason: string }>;
  /** Units that existed before and are gone; sorted by path. */
  readonly removed: readonly string[];
}

/** Files that cannot change what is synthesized, so that prose and workflows do not plan the whole repository. */
const INERT = [
  /\.mdx?$/,
  /^docs\//,
  /^\.github\//,
  /^\.git(ignore|attributes)$/,
  /^(LICENSE|NOTICE|CODEOWNERS)$/,
  /^\.editorconfig$/,
  /^catalog-info\.ya?ml$/,
  /^mkdocs\.ya?ml$/,
];

/**
 * Which units a change can reach. A file in a unit's folder reaches the unit, and a change of an environment reaches
 * its tenants; prose, workflows and freezes reach none; every other file (`app.ts`, `package.json`, `governance/`, shared code)
 * reaches all, because any unit may depend on it.
 */
export function affectedUnits(options: {
  changed: readonly string[];
  before: readonly UnitReference[];
  after: readonly UnitReference[];
}): Affected {
  const existing = new Set(options.after.map(({ path }) => path));
  const direct = new Set<string>();
  let shared: string | undefined;
  for (const file of [...options.changed].sort()) {
    const unit = unitPathOf(file);
    if (unit) {
      direct.add(unit);
    } else if (!isInert(file)) {
      shared ??= file;
    }
  }
  const reasonFor = ({
    path,
    environment,
  }: UnitReference): string | undefined => {
    if (direct.has(path)) {
      return 'its folder changed';
    }
    if (environment && direct.has(environmentPath(environment))) {
      return `its environment ${environment} changed`;
    }
    return shared && `${shared} changed, which every unit may depend on`;
  };
  const units = options.after.flatMap(unit => {
    const reason = reasonFor(unit);
    return reason ? [{ path: unit.path, reason }] : [];
  });
  const removed = options.before
    .map(({ path }) => path)
    .filter(path => !existing.has(path));
  return {
    units: units.sort((a, b) => compare(a.path, b.path)),
    removed: removed.sort(compare),
  };
}

/** Whether a set of changed files can reach any unit at all. */
export function reachesUnits(changed: readonly string[]): boolean {
  return changed.some(file => unitPathOf(file) !== undefined || !isInert(file));
}

function isInert(file: string) {
  return isFreezeFile(file) || INERT.some(pattern => pattern.test(file));
}
function compare(a: string, b: string) {
  return a < b ? -1 : Number(a > b);
}
