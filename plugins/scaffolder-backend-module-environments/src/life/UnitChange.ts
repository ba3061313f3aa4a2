import type { Unit } from '@plinth/blueprints/schema';
import type { Difference, FileChange } from '@plinth/repository';
import type { InfrastructureRepository } from '@plinth/repository/github';

/** What a request makes of the protected branch as it is now. */
export interface UnitChange {
  readonly before: Unit;
  /** The unit as the pull request leaves it. */
  readonly after: Unit;
  /** What differs, for the reviewer. */
  readonly differences: readonly Difference[];
  readonly files: readonly FileChange[];
  /** First line of the commit and title of the pull request. */
  readonly title: string;
  /** What a reviewer should know besides, as Markdown paragraphs. */
  readonly notes: readonly string[];
  /** Beside those that every request has. */
  readonly labels: readonly string[];
}

/** Where a request is answered. */
export interface LifeContext {
  readonly repository: InfrastructureRepository;
  /** Folder of the unit. */
  readonly path: string;
  /** Entity reference of the unit. */
  readonly entityRef: string;
}
