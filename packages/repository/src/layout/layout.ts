import {
  GOVERNANCE_FILE,
  isUnitPath,
  NETWORK_HOST_PARAMETER,
  UNIT_ROOTS,
  unitPath,
  type Unit,
} from '@plinth/blueprints/schema';

export { GOVERNANCE_FILE, isUnitPath };

/** The folders at the repository's root that hold units: `environments`, `tenants`. */
export const ROOT_FOLDERS: readonly string[] = Object.values(UNIT_ROOTS);

/** Where GitHub looks for the owners of files, in its order; the first file that is there counts. */
export const CODEOWNERS_FILES = [
  '.github/CODEOWNERS',
  'CODEOWNERS',
  'docs/CODEOWNERS',
] as const;

const DATA_FILES: ReadonlyMap<string, string> = new Map(
  Object.entries(UNIT_ROOTS).map(([kind, root]) => [root, `${kind}.json`]),
);

/** `environments/claims-staging` for any path inside that folder; undefined for a path outside of all units. */
export function unitPathOf(file: string): string | undefined {
  const [root, name, ...rest] = file.split('/');
  return DATA_FILES.has(root) && name && rest.length > 0
    ? `${root}/${name}`
    : undefined;
}

/** The folders of the units that any of the files lie in, each once, sorted. */
export function unitPathsOf(files: Iterable<string>): string[] {
  return [
    ...new Set([...files].flatMap(file => unitPathOf(file) ?? [])),
  ].sort();
}

/** The file in a unit's folder that holds its data: `environments/claims-staging/environment.json`. */
export function dataFileOf(path: string): string {
  return `${path}/${dataFileName(path)}`;
}

/** The name of that file: `environment.json` or `tenant.json`. */
export function dataFileName(path: string): string {
  const [root] = path.split('/');
  const name = DATA_FILES.get(root);
  if (!name) {
    throw new TypeError(`${path} is no path of a unit`);
  }
  return name;
}

/** The file in a unit's folder that holds its catalog entity. */
export function catalogInfoFileOf(path: string): string {
  return `${path}/catalog-info.yaml`;
}

/** The file in a unit's folder that holds its CDK stack. */
export function stackFileOf(path: string): string {
  return `${path}/stack.ts`;
}

/** True for the path of an environment's folder. */
export function isEnvironmentPath(path: string): boolean {
  return path.startsWith(`${UNIT_ROOTS.environment}/`);
}

/** The folder of the environment of this name. */
export function environmentPath(name: string): string {
  return unitPath({ kind: 'environment', name });
}

/**
 * The folder of the environment that has to be there before the unit: that of a tenant, or that in whose network an environment
 * stands; undefined for what stands alone.
 */
export function hostPathOf(unit: Unit): string | undefined {
  const host =
    unit.kind === 'tenant'
      ? unit.environment
      : unit.parameters[NETWORK_HOST_PARAMETER];
  return typeof host === 'string' ? environmentPath(host) : undefined;
}

/** The folder of the environment that a tenant is a part of; undefined for an environment. */
export function environmentPathOf(unit: Unit): string | undefined {
  return unit.kind === 'tenant' ? environmentPath(unit.environment) : undefined;
}
