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
  /** A clause about the folder that begins with the name of a file: `environment.json is missing; …`. */
  readonly message: string;
}
