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
import type { Freeze } from '@plinth/repository';
import type { UnitFolder } from '@plinth/repository/units';
import type { ApprovedPlan } from './approvedPlan';
import { deletedBefore } from '../removal/deletedBefore';
import type { StackDeleter } from '../removal/StackDeleter';
import { deleteInOrder } from './deleteInOrder';
import { isBad } from './deploymentReport';
import { deployInOrder } from './deployInOrder';
import { deploymentWork, type DeploymentWork } from './deploymentWork';
import { deployStack } from './deployStack';
import { requireApproval } from './requireApproval';
import { requireThawed } from './requireThawed';
import { StackReports } from './StackReports';
import { switchOf } from './switchOf';

/** What deploying one merged pull request needs. */
export interface DeployCommitOptions {
  readonly root: string;
  readonly git: Git;
  readonly commit: string;
  /** What main was before the merge. */
  readonly base: string;
  readonly pull: PullRequest;
  readonly findApprovedPlan: () => Promise<ApprovedPlan>;
  /** Those of the protected branch as it is now; throws where nobody knows. */
  readonly findFreezes: () => Promise<readonly Freeze[]>;
  readonly runId: string;
  /** The number of the run's repository, if it is known. */
  readonly repositoryId: string | undefined;
  readonly credentials: AccountCredentials;
  readonly reader: CloudFormationReader;
  readonly deleter: StackDeleter;
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
 * and applies the rest in the order of dependencies. Units whose folders it removed are deleted then.
 *
 * Throws a `DeliveryError` before anything has changed when one unit is refused; then none is deployed.
 */
export async function deployCommit(
  options: DeployCommitOptions,
): Promise<CommitDeployment> {
  const gathered = await planAgain(options);
  try {
    const later = await laterCommits(options, gathered);
    const work = deploymentWork(gathered, options.commit, later);
    requirePassed(gathered.plan, work);
    const { toDeploy, toDelete, idle } = work;
    const approved =
      toDeploy.length > 0 || toDelete.length > 0
        ? await options.findApprovedPlan()
        : undefined;
    if (approved) {
      const freezes = await options.findFreezes();
      requireThawed(work, gathered, freezes, new Date());
      requireApproval(approved, work, gathered, options.commit);
    }
    const reports = new StackReports({
      changeSetName: sessionName(options.commit, options.runId),
      deployed: gathered.deployed,
    });
    const unchanged = idle.map(({ stack, reason }) =>
      reports.unchanged(stack, reason),
    );
    const gone = await deletedBefore(gathered.removals, options);
    const before = [
      ...unchanged,
      ...gone.map(({ unit, stack, reason }) =>
        reports.gone(unit, stack, reason),
      ),
    ];
    await options.teller.starts(
      [
        ...before,
        ...toDeploy.map(stack => reports.running(stack)),
        ...toDelete.flatMap(({ path, stacks }) =>
          stacks.map(stack => reports.deleting(path, stack)),
        ),
      ],
      approved,
    );
    const deployed = approved
      ? await apply(toDeploy, { ...options, gathered, approved, reports })
      : [];
    const deleted = await deleteInOrder({
      removals: toDelete,
      units: unitsOf(gathered),
      planned: gathered.deployed,
      limit: options.concurrency,
      commit: options.commit,
      reader: options.reader,
      deleter: options.deleter,
      reports,
      // What is to take its place did not come.
      stop: deployed.find(isBad)?.stackName,
      onLine: (stack, text) => options.teller.line(stack.stackName, text),
    });
    return {
      planHash: approved?.hash,
      stacks: [...deployed, ...deleted, ...before],
      left: gathered.left,
    };
  } finally {
    await gathered.dispose();
  }
}

/** All units after the change. */
function unitsOf({ units }: GatheredPlan): UnitFolder[] {
  return [...units].map(([path, unit]) => ({ path, unit }));
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
    stacks: reader,
    blueprints: options.blueprints,
    assemble: options.assemble,
    // What is the same as the approved plan was validated there.
    validate: false,
    only,
    env,
  });
}

/** Those that deployed what is there, and come after this one. */
async function laterCommits(
  { git, commit }: DeployCommitOptions,
  { assembly, deployed }: GatheredPlan,
): Promise<Set<string>> {
  const others = new Set(
    assembly?.stacks.map(stack => deployed(stack)?.provenance?.commit),
  );
  const later = new Set<string>();
  for (const other of others) {
    if (other && other !== commit && (await git.isAncestor(commit, other))) {
      later.add(other);
    }
  }
  return later;
}

function requirePassed(
  { findings }: Plan,
  { overtaken }: Pick<DeploymentWork, 'overtaken'>,
): void {
  const errors = findings.filter(
    ({ severity, unit }) =>
      severity === 'error' && !(unit && overtaken.has(unit)),
  );
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
    ...(options.repositoryId && { repository: options.repositoryId }),
  });
  return deployInOrder({
    stacks,
    units: gathered.units,
    limit: options.concurrency,
    skip: (stack, reason) => reports.skipped(stack, reason),
    deploy: async stack => {
      const switches = await switchOf(stack, gathered.deployed(stack), {
        credentials: options.credentials,
        onLine: line => teller.line(stack.stackName, line),
      });
      const running = { ...reports.running(stack), ...switches };
      const outcome = await deployStack({
        stack,
        baseline: gathered.deployed(stack),
        revertDrift: gathered.reverts(stack),
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
