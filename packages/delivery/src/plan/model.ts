import type {
  PlannedStack as ReportedStack,
  PlanReport,
} from '@plinth/plugin-environments-common';
import type { UnitBinding } from './hash';

/** One stack of a plan, of which everything is known that the portal may be told. */
export type PlannedStack = Required<ReportedStack>;

/** What a plan is bound to: what deploy compares. */
export interface PlanBinding {
  /** By path of the unit. */
  readonly unitHashes: Readonly<Record<string, string>>;
  /** What the hashes are over, by path of the unit. */
  readonly bindings: Readonly<Record<string, UnitBinding>>;
}

/** What a pull request would change: what is reported to the portal, and what binds a deployment to it. */
export interface Plan
  extends
    Omit<PlanReport, 'pullRequest' | 'commentUrl' | 'binding'>,
    PlanBinding {
  /** Absent when a branch is planned outside of a workflow. */
  readonly pullRequest?: number;
  baseCommit: string;
  stacks: PlannedStack[];
  /** Why each unit is part of the plan, by path. */
  readonly reasons: Readonly<Record<string, string>>;
  /** What the costs of a unit assume, and what would cost less, by its path; none of a unit that stays as it is. */
  readonly hints: Readonly<Record<string, readonly string[]>>;
  /** Paths of the units whose folders are gone. */
  readonly removed: readonly string[];
}
