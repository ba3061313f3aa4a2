import type { Unit } from '@plinth/blueprints/schema';

/** One unit and where it lives. */
export interface UnitFolder {
  /** Folder below the repository's root, with slashes: `environments/claims-staging`. */
  readonly path: string;
  readonly unit: Unit;
}

/** A unit folder that cannot be used, and why. */
export interface BrokenUnit {
  readonly path: string;
  readonly message: string;
}

/** The folders that hold units, and the file that describes one. */
export const UNIT_FILES = {
  environments: 'environment.json',
  tenants: 'tenant.json',
} as const;

/** `environments/claims-staging` for any path inside that folder; undefined for a path outside of all units. */
export function unitPathOf(file: string): string | undefined {
  const [folder, name, ...rest] = file.split('/');
  return folder in UNIT_FILES && name && rest.length > 0
    ? `${folder}/${name}`
    : undefined;
}

/** The path of the file that describes the unit: `environments/claims-staging/environment.json`. */
export function unitFileOf(unitPath: string): string {
  const folder = unitPath.split('/')[0] as keyof typeof UNIT_FILES;
  return `${unitPath}/${UNIT_FILES[folder]}`;
}
