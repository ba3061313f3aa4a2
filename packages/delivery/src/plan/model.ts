/** What a plan would do to one resource, in the words of the portal's contract. */
export type ChangeAction =
  'Add' | 'Modify' | 'Replace' | 'MayReplace' | 'Remove' | 'Orphan' | 'Import';

/** One resource that a plan changes. */
export interface ResourceChange {
  readonly logicalId: string;
  readonly resourceType: string;
  readonly action: ChangeAction;
  /** Properties that differ, sorted; absent for what is added or removed. */
  readonly properties?: readonly string[];
}

/** One stack of a plan. Hashes are SHA-256 in hexadecimal over canonical JSON. */
export interface PlannedStack {
  readonly unit: string;
  readonly entityRef: string;
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  readonly templateSha256: string;
  /** Null when nothing is deployed. */
  readonly baselineSha256: string | null;
  readonly changes: readonly ResourceChange[];
  /** US dollars a month at list prices after the change; null when it cannot be told. */
  readonly monthlyCost: number | null;
  /** The difference to what is deployed. */
  readonly monthlyCostDelta: number | null;
}

/** Something a reviewer must know; an error fails the plan. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  /** Name of the rule, such as `governance.account`. */
  readonly rule: string;
  readonly message: string;
  readonly unit?: string;
  /** Logical id. */
  readonly resource?: string;
}

/** What a pull request would change. */
export interface Plan {
  readonly pullRequest?: number;
  readonly headCommit: string;
  readonly baseCommit: string;
  /** SHA-256 over the units' hashes. */
  readonly hash: string;
  /** Hash of each unit, by path: what deploy compares. */
  readonly unitHashes: Readonly<Record<string, string>>;
  /** Why each unit is part of the plan, by path. */
  readonly reasons: Readonly<Record<string, string>>;
  readonly removed: readonly string[];
  readonly outcome: 'passed' | 'failed';
  readonly stacks: readonly PlannedStack[];
  readonly findings: readonly Finding[];
}
