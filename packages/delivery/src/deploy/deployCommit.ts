import type { BlueprintRegistry } from '@plinth/blueprints/schema';
import type { DeployedStack as StackReport } from '@plinth/plugin-environments-common';
import type { AssemblySource } from '../assembly/AssemblySource';
import type { AccountCredentials } from '../aws/AccountCredentials';
import type { CloudFormationReader } from '../aws/CloudFormationReader';
import { sessionName } from '../aws/credentialsFor';
import { DeliveryError } from '../errors';
import type { Git } from '../git/Git';
import type { PullRequest } from '../github/PullRequestApi';
import { gatherPlan, type GatheredPlan } from '../plan/gatherPlan';
import type { Plan } from '../plan/model';
import type { SynthesizedStack } from '../synth/Assembly';
import type { UnitFolder } from '@plinth/repository/units';
import type { ApprovedPlan } from './approvedPlan';
import { deployInOrder } from './deployInOrder';
import { deploymentWork } from './deploymentWork';
import { deployStack } from './deployStack';
import { requireApproval } from './requireApproval';
import { StackReports } from './StackReports';

/** What deploying one merged pull request needs. */
export interface DeployCommitOptions {
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
  readonly blueprints: BlueprintRegistry;
  /** Gives the stacks of the commit's units. */
  readonly assemble: AssemblySource;
  readonly concurrency: number;
  /** Which of the affected units this job deploys. */
  readonly only: (folder: UnitFolder) => boolean;
  readonly env: NodeJS.ProcessEnv;
  /** Hears how it goes. */
  readonly teller: {
    /** What is to be done is known and allowed, and nothing has changed yet. */
    starts(
      stacks: StackReport[],
      approved: Pick<ApprovedPlan, 'hash' | 'approvers'> | undefined,
    ): Promise<void>;
    /** The CDK CLI printed a line about a stack. */
    line(stackName: string, text: string): void;
  };
}

/** What became of a merged pull request. */
export interface CommitDeployment {
  readonly planHash: string | undefined;
  readonly stacks: StackReport[];
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
  const gathered = await planAgain(options);
  try {
    requirePassed(gathered.plan);
    const { toDeploy, idle } = deploymentWork(gathered, options.commit);
    const approved =
      toDeploy.length > 0 ? await options.findApprovedPlan() : undefined;
    if (approved) {
      requireApproval(approved, toDeploy, gathered, options.commit);
    }
    const reports = new StackReports({
      changeSetName: sessionName(options.commit, options.runId),
      deployed: gathered.deployed,
    });
    const unchanged = idle.map(({ stack, reason }) =>
      reports.unchanged(stack, reason),
    );
    await options.teller.starts(
      [...unchanged, ...toDeploy.map(stack => reports.running(stack))],
      approved,
    );
    const deployed = approved
      ? await apply(toDeploy, { ...options, gathered, approved, reports })
      : [];
    return {
      planHash: approved?.hash,
      stacks: [...deployed, ...unchanged],
      left: gathered.left,
    };
  } finally {
    await gathered.dispose();
  }
}

async function planAgain(options: DeployCommitOptions): Promise<GatheredPlan> {
  const { root, git, commit, base, pull, reader, only, env } = options;
  return gatherPlan({
    command: 'deploy',
    root,
    git,
    head: commit,
    base,
    authority: base,
    pullRequest: pull.number,
    labels: pull.labels,
    stacks: reader,
    blueprints: options.blueprints,
    assemble: options.assemble,
    // What is the same as the approved plan was validated there.
    validate: false,
    only,
    env,
  });
}

function requirePassed({ findings }: Plan): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    throw new DeliveryError(
      `Nothing was deployed: ${errors.map(({ message, unit }) => (unit ? `${unit}: ${message}` : message)).join(' · ')}`,
      'approval',
    );
  }
}

async function apply(
  stacks: readonly SynthesizedStack[],
  options: DeployCommitOptions & {
    gathered: GatheredPlan;
    approved: ApprovedPlan;
    reports: StackReports;
  },
): Promise<StackReport[]> {
  const { gathered, approved, reports, commit, runId, pull, teller } = options;
  const session = sessionName(commit, runId);
  const provenance = JSON.stringify({
    commit,
    pullRequest: pull.number,
    run: runId,
    planHash: approved.hash,
  });
  return deployInOrder({
    stacks,
    units: gathered.units,
    limit: options.concurrency,
    skip: (stack, reason) => reports.skipped(stack, reason),
    deploy: async stack => {
      const running = reports.running(stack);
      const outcome = await deployStack({
        stack,
        baseline: gathered.deployed(stack),
        directory: gathered.assembly?.directory ?? '',
        changeSetName: session,
        sessionName: session,
        provenance,
        credentials: options.credentials,
        reader: options.reader,
        env: options.env,
        onLine: line => teller.line(stack.stackName, line),
      });
      return reports.ended(running, outcome);
    },
  });
}
