import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { BlueprintRegistry, Unit } from '@plinth/blueprints/schema';
import type { Finding } from '@plinth/plugin-environments-common';
import {
  stackKey,
  type DeployedStack,
  type StackLocation,
  type StackReader,
} from '../aws/DeployedStack';
import type { Git } from '../git/Git';
import type { AssemblySource } from '../assembly/AssemblySource';
import { validateTemplates } from '../assembly/validateTemplates';
import { quotaFindings } from '../quotas/quotaFindings';
import type { QuotaReader } from '../quotas/QuotaReader';
import { findRemovedUnits } from '../removal/findRemovedUnits';
import type { RemovedUnit } from '../removal/RemovedUnit';
import { settingsAt } from '../settings/Settings';
import type { Assembly } from '../synth/Assembly';
import { ConcurrentValidation } from '../synth/ConcurrentValidation';
import { readFreezes, readGovernance } from '@plinth/repository';
import type { UnitFolder } from '@plinth/repository/units';
import { absentFinding, absentPreviews } from './absentPreviews';
import { Attempts } from './Attempts';
import { Baselines } from './Baselines';
import { buildPlan } from './buildPlan';
import { freezeFindings } from './freezeFindings';
import { governanceChange } from './governance';
import type { Plan } from './model';
import { foldersOf, reachOf, type Reach } from './reachOf';
import { readChanges, type Changes } from './readChanges';
import { gatherRepairs } from './repairs/gatherRepairs';
import { rulePackFindings } from './rulePackFindings';
import { heldFindings, withoutLost } from './servingFindings';

/** Where a plan's facts come from. */
export interface GatherPlanOptions {
  /** Below it a folder is made for the assembly; what is checked out there is not read. */
  readonly root: string;
  readonly git: Git;
  readonly head: string;
  /** Where the branch left main: changes count from here. */
  readonly base: string;
  /** What decides about authorization: the tip of the protected branch for a plan. */
  readonly authority: string;
  readonly command: 'plan' | 'deploy';
  readonly pullRequest?: number;
  readonly stacks: StackReader;
  /**
   * Tells whether the accounts have room for what would be made.
   *
   * @default - nothing is said of it: deploy leaves it to CloudFormation
   */
  readonly quotas?: QuotaReader;
  readonly blueprints: BlueprintRegistry;
  /** Where the units' stacks come from. */
  readonly assemble: AssemblySource;
  /** Check the templates against CloudFormation's schemas. */
  readonly validate: boolean;
  /** Only these of the affected units, by path; for deploy, which has checked the others before. */
  readonly only?: (folder: UnitFolder) => boolean;
  readonly env: NodeJS.ProcessEnv;
}

/** A plan with what it was made of, for deploy to apply. The folder of the assembly is below `.plinth/` in the checkout. */
export interface GatheredPlan {
  readonly plan: Plan;
  readonly assembly: Assembly | undefined;
  /** All units at head, by path. */
  readonly units: ReadonlyMap<string, Unit>;
  /** Units that change or are gone, as they were, by path. */
  readonly before: ReadonlyMap<string, Unit>;
  /** Units in whose own folder something changed, by path. */
  readonly directly: ReadonlySet<string>;
  /** Units whose folders are gone, with what there is of them. */
  readonly removals: readonly RemovedUnit[];
  /** Affected units, also such that are gone, that `only` left out. */
  readonly left: readonly UnitFolder[];
  /** What is deployed; where drift is put back, with the template as it really stands. */
  readonly deployed: (location: StackLocation) => DeployedStack | undefined;
  /** Whether the change has what drifted in a stack put back. */
  readonly reverts: (location: StackLocation) => boolean;
  /** Removes the assembly. */
  dispose(): Promise<void>;
}

/** Gathers what a plan needs (git, synthesis, CloudFormation), and makes it. What cannot be had becomes an error finding. */
export async function gatherPlan(
  options: GatherPlanOptions,
): Promise<GatheredPlan> {
  const { git, head, base, authority } = options;
  const attempts = new Attempts();
  const baselines = new Baselines({ reader: options.stacks, attempts });

  const changes = await readChanges(options);
  const reach = reachOf(changes, options.only);
  const absent = await absentPreviews(
    reach.selected,
    changes.directly,
    baselines,
  );
  const planned = reach.selected.filter(folder => !absent.includes(folder));

  const workspace = await makeFolder(options.root);
  const [governance, whole] = await Promise.all([
    attempts.get('governance.file', () => readGovernance(git.at(authority))),
    attempts.get('synthesis', () =>
      assemble(planned, workspace, { ...options, changes, reach }),
    ),
  ]);
  const { assembly, held } = whole
    ? withoutLost(whole, changes.units, options.blueprints)
    : { assembly: undefined, held: [] };
  const removals =
    (await attempts.get('unit.removed', () =>
      findRemovedUnits({
        removed: foldersOf(reach.removed, changes.before),
        units: [...changes.units].map(([each, unit]) => ({ path: each, unit })),
        going: reach.affected.removed,
        governance,
        git,
        base,
        authority,
        reader: options.stacks,
      }),
    )) ?? [];
  await baselines.read([
    ...(assembly?.stacks ?? []),
    ...removals.flatMap(({ stacks }) => stacks),
  ]);
  const repairs = await gatherRepairs({
    planned,
    files: changes.files,
    at: git.at(head),
    head,
    stacks: assembly?.stacks ?? [],
    baselines,
    reader: options.stacks,
    attempts,
  });
  const deployed = (location: StackLocation) => repairs.deployed(location);

  const plan = buildPlan({
    command: options.command,
    pullRequest: options.pullRequest,
    headCommit: head,
    baseCommit: base,
    governance,
    affected: {
      units: reach.affected.units.filter(({ path: each }) =>
        planned.some(folder => folder.path === each),
      ),
      removed: reach.removed,
    },
    removals,
    units: changes.units,
    broken: reach.broken,
    before: changes.before,
    assembly,
    blueprints: options.blueprints,
    deployed,
    isRead: location => baselines.isRead(location),
    today: new Date(),
    findings: [
      ...absent.map(absentFinding),
      ...repairs.findings,
      ...heldFindings(held),
      ...governanceChange(changes.governance),
      ...(await frozen(options, { changes, planned, reach })),
      ...(assembly
        ? rulePackFindings({
            assembly,
            governance,
            units: changes.units,
            blueprints: options.blueprints,
          })
        : []),
      ...attempts.findings,
    ],
  });
  return {
    plan: {
      ...plan,
      findings: [
        ...plan.findings,
        ...(await roomFor(plan, assembly, deployed, options)),
      ],
    },
    assembly,
    units: changes.units,
    before: changes.before,
    directly: changes.directly,
    removals,
    left: reach.left,
    deployed,
    reverts: location => repairs.reverts(location),
    dispose: () => rm(workspace, { recursive: true, force: true }),
  };
}

/** Whether the accounts have room for what the plan would make. */
async function roomFor(
  { stacks }: Plan,
  assembly: Assembly | undefined,
  deployed: GatheredPlan['deployed'],
  { quotas }: GatherPlanOptions,
): Promise<Finding[]> {
  if (!quotas) {
    return [];
  }
  const changes = new Map(
    stacks.map(stack => [stackKey(stack), stack.changes]),
  );
  return quotaFindings(
    (assembly?.stacks ?? []).map(stack => ({
      ...stack,
      deployed: deployed(stack),
      changes: changes.get(stackKey(stack)) ?? [],
    })),
    quotas,
  );
}

/** What a plan says of freezes; deploy looks at them when it knows what there is to do. */
async function frozen(
  { command, git, head, authority }: GatherPlanOptions,
  {
    changes: { before, units },
    planned,
    reach,
  }: { changes: Changes; planned: readonly UnitFolder[]; reach: Reach },
): Promise<Finding[]> {
  if (command !== 'plan') {
    return [];
  }
  const ahead = new Attempts();
  await ahead.get('freeze.file', () => readFreezes(git.at(head)));
  // Where the branch is what repairs them.
  const onMain = new Attempts();
  const freezes = await onMain.get('freeze.file', () =>
    readFreezes(git.at(authority)),
  );
  const paths = [...planned.map(each => each.path), ...reach.removed];
  return [
    ...ahead.findings,
    ...onMain.findings.map(({ message, ...finding }) => ({
      ...finding,
      severity: 'warning' as const,
      message: `Until this is repaired on the base branch, nothing is deployed: ${message}`,
    })),
    ...freezeFindings(
      paths.map(each => ({
        path: each,
        before: before.get(each),
        after: units.get(each),
      })),
      freezes ?? [],
      new Date(),
    ),
  ];
}

/** A folder for an assembly, below `.plinth/` in the checkout. */
async function makeFolder(root: string): Promise<string> {
  const workspace = path.join(root, '.plinth');
  await mkdir(workspace, { recursive: true });
  return mkdtemp(path.join(workspace, 'assembly-'));
}

/** The stacks of the planned units, checked against CloudFormation's schemas if that is wanted. */
async function assemble(
  planned: readonly UnitFolder[],
  workspace: string,
  options: GatherPlanOptions & { changes: Changes; reach: Reach },
): Promise<Assembly | undefined> {
  if (planned.length === 0) {
    return undefined;
  }
  const { git, head, env, changes, reach } = options;
  // Its engine takes a second to start.
  const validation = options.validate
    ? ConcurrentValidation.start(planned.length)
    : undefined;
  const { bootstrapQualifier } = await settingsAt(git.at(head), env);
  const assembly = await options.assemble({
    planned,
    reached: reach.affected.units.map(unit => unit.path),
    units: changes.units,
    qualifier: bootstrapQualifier,
    workspace,
  });
  const violations = validation ? validateTemplates(assembly, validation) : [];
  return {
    ...assembly,
    violations: [...violations, ...assembly.violations],
  };
}
