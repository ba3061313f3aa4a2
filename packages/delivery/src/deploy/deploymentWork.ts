import canonicalize from 'canonicalize';
import type { DeployedStack } from '../aws/DeployedStack';
import type { GatheredPlan } from '../plan/gatherPlan';
import { inAscii } from '../template/inAscii';
import type { RemovedUnit } from '../removal/RemovedUnit';
import type { SynthesizedStack, Template } from '../synth/Assembly';

/** What there is to do about the stacks of a plan. */
export interface DeploymentWork {
  readonly toDeploy: readonly SynthesizedStack[];
  /** Units whose folders are gone, and of which there still are stacks. */
  readonly toDelete: readonly RemovedUnit[];
  readonly idle: ReadonlyArray<{
    readonly stack: SynthesizedStack;
    /** Why there is nothing to do. */
    readonly reason: string;
  }>;
  /** Units over which a later commit has gone: what a plan of this one finds against what is deployed means nothing. */
  readonly overtaken: ReadonlySet<string>;
}

const OVERTAKEN = 'a later commit is deployed';

/**
 * Parts the stacks that must be deployed or deleted from those with which `commit` has nothing to do.
 *
 * @param later - commits of the protected branch after it
 */
export function deploymentWork(
  gathered: Pick<
    GatheredPlan,
    'assembly' | 'deployed' | 'directly' | 'removals'
  >,
  commit: string,
  later: ReadonlySet<string>,
): DeploymentWork {
  const toDeploy: SynthesizedStack[] = [];
  const idle: Array<{ stack: SynthesizedStack; reason: string }> = [];
  for (const stack of gathered.assembly?.stacks ?? []) {
    const reason = idleReason(stack, gathered, commit, later);
    if (reason === undefined) {
      toDeploy.push(stack);
    } else {
      idle.push({ stack, reason });
    }
  }
  const toDelete = gathered.removals.filter(
    ({ endsByItself, stacks }) => !endsByItself && stacks.length > 0,
  );
  const inTheWay = new Set(
    idle
      .filter(({ reason }) => reason !== OVERTAKEN)
      .map(({ stack }) => stack.unit)
      .concat(toDeploy.map(({ unit }) => unit)),
  );
  const overtaken = new Set(
    idle.map(({ stack }) => stack.unit).filter(unit => !inTheWay.has(unit)),
  );
  return { toDeploy, toDelete, idle, overtaken };
}

/** Why there is nothing to do for a stack; undefined when it must be deployed. */
function idleReason(
  stack: SynthesizedStack,
  { deployed, directly }: Pick<GatheredPlan, 'deployed' | 'directly'>,
  commit: string,
  later: ReadonlySet<string>,
): string | undefined {
  const now = deployed(stack);
  if (!now || !/^(CREATE|UPDATE)_COMPLETE$/.test(now.status)) {
    return undefined;
  }
  // A run of an older merge, run again, does not take back what came after it.
  if (later.has(now.provenance?.commit ?? '')) {
    return OVERTAKEN;
  }
  if (!isDeployed(stack, now)) {
    return undefined;
  }
  if (now.provenance?.commit === commit) {
    return 'this commit is deployed already';
  }
  // A unit whose own folder changed gets this commit's provenance, even if its template stays the same.
  return directly.has(stack.unit)
    ? undefined
    : 'the change does not reach its template';
}

/** What differs outside ASCII alone cannot be told; a unit whose own folder changed is deployed all the same. */
function asKept(template: Template): string {
  return inAscii(canonicalize(template) ?? '');
}

function isDeployed(stack: SynthesizedStack, deployed: DeployedStack): boolean {
  return (
    asKept(stack.template) === asKept(deployed.template) &&
    canonicalize(stack.tags) === canonicalize(deployed.tags) &&
    stack.terminationProtection === deployed.terminationProtection
  );
}
