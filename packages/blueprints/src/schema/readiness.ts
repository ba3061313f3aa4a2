import type { ReadinessNeed } from './readinessNeed';

/** What is known of a unit's deployed stacks, taken together. */
export interface DeployedStack {
  /** Resources with their type and CloudFormation status, such as `CREATE_COMPLETE`. */
  readonly resources: ReadonlyArray<{
    readonly type: string;
    readonly status: string;
    /** Named in what is missing. */
    readonly logicalId?: string;
    /** True when drift detection no longer found it: CloudFormation's status then still says complete. */
    readonly gone?: boolean;
  }>;
  /** Names of outputs that have a value. */
  readonly outputs: readonly string[];
  /**
   * Whether every stack names the commit that it was deployed from.
   *
   * @default false
   */
  readonly deployedFromCommit?: boolean;
}

/** One line of the checklist, and whether it is fulfilled. */
export interface ReadinessItem {
  /** Such as `PHS-2`, or several: `PHS-8, PHS-12`. */
  readonly requirement: string;
  readonly title: string;
  readonly met: boolean;
  /** False when these stacks make nothing of it, and need not: then it counts neither way. */
  readonly applies: boolean;
  /** What is missing or not complete, in words; empty when met. */
  readonly missing: readonly string[];
  /** What these stacks do not make, so that nothing here can tell whether it is there. */
  readonly notes: readonly string[];
}

/** Named resources of one message, before the rest is only counted. */
const NAMED = 3;

/** A blueprint's checklist, its `readiness`, against what is deployed. */
export function assessReadiness(
  checklist: readonly ReadinessNeed[],
  deployed: DeployedStack,
): ReadinessItem[] {
  return (
    checklist
      .map(need => assess(need, deployed))
      // What does not apply is worth a line only where there is something to say.
      .filter(({ applies, notes }) => applies || notes.length > 0)
  );
}

function assess(need: ReadinessNeed, deployed: DeployedStack): ReadinessItem {
  const ofType = (type: string) =>
    deployed.resources.filter(resource => resource.type === type);
  const isLent = (type: string) =>
    deployed.outputs.includes(need.lent?.[type] ?? '');
  const optional = Object.entries(need.elsewhere ?? {});
  const missing = [
    ...Object.entries(need.resources ?? {}).flatMap(([type, [least, what]]) =>
      incomplete(type, what, isLent(type) ? 0 : least, ofType(type)),
    ),
    ...optional.flatMap(([type, { what }]) =>
      incomplete(type, what, 0, ofType(type)),
    ),
    ...(need.outputs ?? [])
      .filter(name => !deployed.outputs.includes(name))
      .map(name => `output ${name} has no value`),
    ...(need.deployedFromCommit && !deployed.deployedFromCommit
      ? ['the stack names no commit that it was deployed from']
      : []),
  ];
  return {
    requirement: need.requirement,
    title: need.title,
    met: missing.length === 0,
    applies:
      Boolean(need.resources ?? need.outputs ?? need.deployedFromCommit) ||
      optional.some(([type]) => ofType(type).length > 0),
    missing,
    notes: optional.flatMap(([type, { note }]) =>
      note && ofType(type).length === 0 ? [note] : [],
    ),
  };
}

/** All resources of a type have to be complete, and there have to be enough of them. */
function incomplete(
  type: string,
  what: string,
  least: number,
  resources: DeployedStack['resources'],
): string[] {
  const open = resources.filter(resource => !isComplete(resource));
  const expected = Math.max(least, resources.length);
  const complete = resources.length - open.length;
  if (complete >= expected) {
    return [];
  }
  const named = open
    .slice(0, NAMED)
    .map(({ logicalId, status, gone }) =>
      [logicalId, gone ? 'was deleted outside the pipeline' : status]
        .filter(Boolean)
        .join(' '),
    );
  const more = open.length > NAMED ? [`${open.length - NAMED} more`] : [];
  const why = [type, [...named, ...more].join(', ')].filter(Boolean).join(': ');
  return [`${what}: ${complete} of ${expected} complete (${why})`];
}

function isComplete(resource: DeployedStack['resources'][number]): boolean {
  return (
    !resource.gone &&
    /^(CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK|IMPORT_ROLLBACK)_COMPLETE$/.test(
      resource.status,
    )
  );
}
