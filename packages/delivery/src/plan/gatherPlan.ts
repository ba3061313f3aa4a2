import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '@plinth/plugin-environments-common';
import pLimit from 'p-limit';
import type {
  DeployedStack,
  StackLocation,
  StackReader,
} from '../aws/DeployedStack';
import { messageOf } from '../errors';
import type { Git } from '../git/Git';
import type { Assembly } from '../synth/Assembly';
import { runApp } from '../synth/runApp';
import { affectedUnits } from '../units/affectedUnits';
import { discoverUnits } from '../units/discoverUnits';
import {
  listUnits,
  readUnit,
  unitPathOf,
  type UnitFolder,
} from '@plinth/repository/units';
import { absentFinding, absentPreviews } from './absentPreviews';
import { buildPlan } from './buildPlan';
import { GOVERNANCE_FILE, governanceAt, governanceChange } from './governance';
import type { Plan } from './model';

/** Where a plan's facts come from. */
export interface GatherPlanOptions {
  /** The checkout at `head`. */
  readonly root: string;
  readonly git: Git;
  readonly head: string;
  /** Where the branch left main: changes count from here. */
  readonly base: string;
  /** What decides about authorization: the tip of the protected branch for a plan. */
  readonly authority: string;
  readonly command: 'plan' | 'deploy';
  readonly pullRequest?: number;
  readonly labels: readonly string[];
  readonly stacks: StackReader;
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
  readonly units: readonly UnitFolder[];
  /** Units in whose own folder something changed, by path. */
  readonly directly: ReadonlySet<string>;
  /** Affected units that `only` left out. */
  readonly left: readonly UnitFolder[];
  readonly deployed: (location: StackLocation) => DeployedStack | undefined;
  /** Removes the assembly. */
  dispose(): Promise<void>;
}

/** Gathers what a plan needs (git, synthesis, CloudFormation), and makes it. What cannot be had becomes an error finding. */
export async function gatherPlan(
  options: GatherPlanOptions,
): Promise<GatheredPlan> {
  const { git, root, base, head } = options;
  const findings: Finding[] = [];
  const attempt = async <T>(
    rule: string,
    get: () => Promise<T>,
  ): Promise<T | undefined> => {
    try {
      return await get();
    } catch (error) {
      findings.push({ severity: 'error', rule, message: messageOf(error) });
      return undefined;
    }
  };

  const { units, broken: allBroken } = discoverUnits(root);
  const [changed, pathsBefore] = await Promise.all([
    git.changedPaths(base, head),
    listUnits(git.at(base)),
  ]);
  const reached = affectedUnits({
    changed,
    before: pathsBefore.map(each => ({ path: each })),
    after: [
      ...units.map(({ path: each, unit }) => ({
        path: each,
        environment: unit.kind === 'tenant' ? unit.environment : undefined,
      })),
      ...allBroken.map(({ path: each }) => ({ path: each })),
    ],
  });
  const broken = allBroken.filter(
    ({ path: each }) =>
      reached.units.some(unit => unit.path === each) ||
      reached.removed.includes(each),
  );
  const folders = new Map(units.map(folder => [folder.path, folder]));
  const selected = reached.units
    .flatMap(({ path: each }) => folders.get(each) ?? [])
    .filter(folder => options.only?.(folder) ?? true);
  const deployed = new Map<string, DeployedStack | undefined>();
  const readStack = async (location: StackLocation) => {
    if (deployed.has(keyOf(location))) {
      return;
    }
    await attempt('baseline', async () => {
      deployed.set(keyOf(location), await options.stacks.read(location));
    });
  };
  const directly = new Set(changed.flatMap(file => unitPathOf(file) ?? []));
  const absent = await absentPreviews(selected, directly, async location => {
    await readStack(location);
    const key = keyOf(location);
    return deployed.has(key) && deployed.get(key) === undefined;
  });
  findings.push(...absent.map(absentFinding));
  const chosen = reached.units.filter(({ path: each }) =>
    selected.some(folder => folder.path === each && !absent.includes(folder)),
  );

  const workspace = path.join(root, '.plinth');
  await mkdir(workspace, { recursive: true });
  const outdir = await mkdtemp(path.join(workspace, 'assembly-'));
  const [governance, before, assembly] = await Promise.all([
    attempt('governance.file', () => governanceAt(git, options.authority)),
    Promise.all(
      pathsBefore
        .filter(each => directly.has(each))
        .map(each => readUnit(git.at(base), each).catch(() => undefined)),
    ),
    chosen.length > 0
      ? attempt('synthesis', () =>
          runApp({
            root,
            units: chosen.map(unit => unit.path),
            outdir,
            validate: options.validate,
            env: options.env,
          }),
        )
      : undefined,
  ]);
  const valid = before.flatMap(folder => folder ?? []);
  if (changed.includes(GOVERNANCE_FILE)) {
    const [was, is] = await Promise.all(
      [base, head].map(commit =>
        git.read(commit, GOVERNANCE_FILE).catch(() => undefined),
      ),
    );
    findings.push(...governanceChange(was, is));
  }

  const wanted = new Map<string, StackLocation>();
  for (const stack of assembly?.stacks ?? []) {
    wanted.set(keyOf(stack), stack);
  }
  for (const { path: each, unit } of valid) {
    if (!reached.removed.includes(each)) {
      continue;
    }
    const location = {
      stackName: unit.name,
      account: unit.account,
      region: unit.region,
    };
    wanted.set(keyOf(location), location);
  }
  const limit = pLimit(4);
  await Promise.all(
    [...wanted.values()].map(location => limit(readStack, location)),
  );

  const plan = buildPlan({
    command: options.command,
    pullRequest: options.pullRequest,
    headCommit: head,
    baseCommit: base,
    labels: options.labels,
    governance,
    affected: { units: chosen, removed: reached.removed },
    units,
    broken,
    before: valid,
    assembly,
    deployed: location => deployed.get(keyOf(location)),
    findings,
  });
  return {
    plan,
    assembly,
    units,
    directly,
    left: reached.units.flatMap(({ path: each }) => {
      const folder = folders.get(each);
      return folder && !selected.includes(folder) ? [folder] : [];
    }),
    deployed: location => deployed.get(keyOf(location)),
    dispose: () => rm(outdir, { recursive: true, force: true }),
  };
}

function keyOf({ account, region, stackName }: StackLocation) {
  return `${account}/${region}/${stackName}`;
}
