import type { DeployedStack as DeployedStackReport } from '@plinth/plugin-environments-common';
import canonicalize from 'canonicalize';
import { unitEntityRef } from '@plinth/blueprints/schema';
import type { AccountCredentials } from '../aws/AccountCredentials';
import type { CloudFormationReader } from '../aws/CloudFormationReader';
import type { DeployedStack } from '../aws/DeployedStack';
import { sessionName } from '../aws/credentialsFor';
import { DeliveryError } from '../errors';
import type { Git } from '../git/Git';
import type { PullRequest } from '../github/PullRequestApi';
import { gatherPlan, type GatheredPlan } from '../plan/gatherPlan';
import type { SynthesizedStack } from '../synth/Assembly';
import { environmentPathOf, type UnitFolder } from '@plinth/repository/units';
import { refusal, type ApprovedPlan } from './approvedPlan';
import { deployStack } from './deployStack';
import { runInOrder } from './runInOrder';

/** What deploying one merged pull request needs. */
export interface DeployCommitOptions {
  /** The checkout at `commit`. */
  readonly root: string;
  readonly git: Git;
  readonly commit: string;
  /** What main was before the merge. */
  readonly base: string;
  readonly pull: PullRequest;
  readonly findApprovedPlan: () => Promise<ApprovedPlan>;
  readonly runId: string;
  readonly credentials: AccountCredentials;
  readonly reader: CloudFormationReader;
  readonly concurrency: number;
  /** Which of the affected units this job deploys. */
  readonly only: (folder: UnitFolder) => boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly onLine: (stackName: string, line: string) => void;
  /** Called once what is to be done is known and allowed, before anything changes. */
  readonly onStart: (
    stacks: DeployedStackReport[],
    planHash: string | undefined,
  ) => Promise<void>;
}

/** What became of a merged pull request. */
export interface CommitDeployment {
  readonly planHash: string | undefined;
  readonly stacks: DeployedStackReport[];
  /** Affected units that `only` left to another job. */
  readonly left: readonly UnitFolder[];
}

/**
 * Deploys the units that a merged pull request reaches: makes the plan again, refuses what is not what was approved,
 * and applies the rest in the order of dependencies.
 *
 * Throws a `DeliveryError` before anything has changed when one unit is refused; then none is deployed.
 */
export async function deployCommit(
  options: DeployCommitOptions,
): Promise<CommitDeployment> {
  const gathered = await gatherPlan({
    command: 'deploy',
    root: options.root,
    git: options.git,
    head: options.commit,
    base: options.base,
    authority: options.base,
    pullRequest: options.pull.number,
    labels: options.pull.labels,
    stacks: options.reader,
    // What is the same as the approved plan was validated there.
    validate: false,
    only: options.only,
    env: options.env,
  });
  try {
    return await applyPlan(gathered, options);
  } finally {
    await gathered.dispose();
  }
}

async function applyPlan(
  gathered: GatheredPlan,
  options: DeployCommitOptions,
): Promise<CommitDeployment> {
  const { plan, assembly, left } = gathered;
  const errors = plan.findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    throw new DeliveryError(
      `Nothing was deployed: ${errors.map(({ message, unit }) => (unit ? `${unit}: ${message}` : message)).join(' · ')}`,
    );
  }
  const stacks = assembly?.stacks ?? [];
  const planned = stacks.map(stack => ({
    stack,
    idle: idleReason(stack, gathered, options.commit),
  }));
  const toDeploy = planned
    .filter(({ idle }) => idle === undefined)
    .map(({ stack }) => stack);
  const approved =
    toDeploy.length > 0 ? await options.findApprovedPlan() : undefined;
  if (approved) {
    checkApproval(approved, toDeploy, gathered, options.commit);
  }

  const startedAt = new Date().toISOString();
  const session = sessionName(options.commit, options.runId);
  const describe = (stack: SynthesizedStack): DeployedStackReport => ({
    unit: stack.unit,
    entityRef: unitEntityRef({ name: stack.unit.split('/')[1] }),
    stackName: stack.stackName,
    stackId: gathered.deployed(stack)?.stackId,
    account: stack.account,
    region: stack.region,
    outcome: 'running',
  });
  const idle = planned.flatMap(({ stack, idle: reason }) =>
    reason === undefined
      ? []
      : [
          {
            ...describe(stack),
            outcome: 'unchanged' as const,
            reason,
            startedAt,
            finishedAt: startedAt,
          },
        ],
  );
  await options.onStart(
    [
      ...idle,
      ...toDeploy.map(stack => ({
        ...describe(stack),
        changeSetName: session,
        startedAt,
      })),
    ],
    approved?.hash,
  );
  if (!assembly || !approved) {
    return { planHash: approved?.hash, stacks: idle, left };
  }

  const provenance = JSON.stringify({
    commit: options.commit,
    pullRequest: options.pull.number,
    run: options.runId,
    planHash: approved.hash,
  });
  const ended = await runInOrder({
    items: toDeploy,
    nameOf: stack => stack.artifactId,
    dependenciesOf: stack => dependenciesOf(stack, toDeploy, gathered.units),
    limit: options.concurrency,
    succeeded: (report: DeployedStackReport) =>
      report.outcome === 'succeeded' || report.outcome === 'unchanged',
    run: async (stack): Promise<DeployedStackReport> => {
      const begun = new Date().toISOString();
      const outcome = await deployStack({
        stack,
        baseline: gathered.deployed(stack),
        directory: assembly.directory,
        cwd: options.root,
        changeSetName: session,
        sessionName: session,
        provenance,
        credentials: options.credentials,
        reader: options.reader,
        env: options.env,
        onLine: line => options.onLine(stack.stackName, line),
      });
      return {
        ...describe(stack),
        ...outcome,
        changeSetName: session,
        startedAt: begun,
        finishedAt: new Date().toISOString(),
      };
    },
  });
  const done = toDeploy.map((stack): DeployedStackReport => {
    const end = ended.get(stack.artifactId);
    if (end && 'result' in end) {
      return end.result;
    }
    return {
      ...describe(stack),
      outcome: 'failed',
      reason: `not deployed, because ${end?.skippedBecause ?? 'another stack'} failed before it`,
      startedAt,
      finishedAt: new Date().toISOString(),
    };
  });
  return { planHash: approved.hash, stacks: [...done, ...idle], left };
}

/** Why there is nothing to do for a stack; undefined when it must be deployed. */
function idleReason(
  stack: SynthesizedStack,
  gathered: GatheredPlan,
  commit: string,
): string | undefined {
  const deployed = gathered.deployed(stack);
  if (!deployed || !isDeployed(stack, deployed)) {
    return undefined;
  }
  if (!/^(CREATE|UPDATE)_COMPLETE$/.test(deployed.status)) {
    return undefined;
  }
  if (deployed.provenance?.commit === commit) {
    return 'this commit is deployed already';
  }
  // A unit whose own folder changed gets this commit's provenance, even if its template stays the same.
  return gathered.directly.has(stack.unit)
    ? undefined
    : 'the change does not reach its template';
}

function isDeployed(stack: SynthesizedStack, deployed: DeployedStack): boolean {
  return (
    canonicalize(stack.template) === canonicalize(deployed.template) &&
    canonicalize(stack.tags) === canonicalize(deployed.tags) &&
    stack.terminationProtection === deployed.terminationProtection
  );
}

/**
 * A unit of which some stacks were deployed by an earlier attempt of this very commit has another baseline now. What is
 * left of it then differs from its plan only by what this commit itself did, so its hash is not compared again.
 */
function checkApproval(
  approved: ApprovedPlan,
  toDeploy: readonly SynthesizedStack[],
  gathered: GatheredPlan,
  commit: string,
): void {
  const refusals = [...new Set(toDeploy.map(({ unit }) => unit))].flatMap(
    unit => {
      const siblings =
        gathered.assembly?.stacks.filter(stack => stack.unit === unit) ?? [];
      const continued = siblings.some(stack => {
        const provenance = gathered.deployed(stack)?.provenance;
        return (
          provenance?.commit === commit && provenance.planHash === approved.hash
        );
      });
      return continued
        ? []
        : (refusal(approved, unit, gathered.plan.unitHashes[unit]) ?? []);
    },
  );
  if (refusals.length > 0) {
    throw new DeliveryError(`Nothing was deployed: ${refusals.join(' · ')}`);
  }
}

/** Artifact ids that must be deployed before: the stack's own dependencies, and for a tenant its environment's stacks. */
function dependenciesOf(
  stack: SynthesizedStack,
  all: readonly SynthesizedStack[],
  units: readonly UnitFolder[],
): string[] {
  const unit = units.find(({ path }) => path === stack.unit)?.unit;
  const environment = unit && environmentPathOf(unit);
  const ofEnvironment = all
    .filter(other => other.unit === environment)
    .map(({ artifactId }) => artifactId);
  return [...stack.dependsOn, ...ofEnvironment];
}
