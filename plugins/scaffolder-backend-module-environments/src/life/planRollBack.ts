import { ConflictError, InputError } from '@backstage/errors';
import {
  type BlueprintRegistry,
  type BlueprintSchema,
  inspectChange,
  inspectUnit,
  quoteValue,
  type Unit,
  validateUnit,
} from '@plinth/blueprints/schema';
import {
  blobSha,
  differences,
  readUnit,
  stackFileOf,
  type FileChange,
} from '@plinth/repository';
import type {
  InfrastructureRepository,
  Snapshot,
} from '@plinth/repository/github';
import { cell } from '../publish/markdown';
import { requireAuthorized } from './changeUnit';
import type { LifeRequestOf } from './LifeRequest';
import { requireUnitOnMain } from './requireUnitOnMain';
import type { LifeContext, UnitChange } from './UnitChange';

/**
 * What a request that a unit goes back makes of its folder: all of it as it was at an earlier deployment.
 *
 * @param wasDeployed - whether a deployment of a commit of the unit succeeded
 */
export async function planRollBack(
  request: LifeRequestOf<'rollback'>,
  { repository, path }: LifeContext,
  blueprints: BlueprintRegistry,
  wasDeployed: (commit: string) => Promise<boolean>,
): Promise<UnitChange> {
  const { commit, confirm } = request;
  const main = await repository.main();
  const before = await requireUnitOnMain(main, path);
  const then = await requireDeployed(repository, commit, before, wasDeployed);
  const after = await unitAt(then, path, commit);
  const files = await filesThatDiffer(main, then, path);
  if (files.length === 0) {
    throw new InputError(
      `commit: the folder of ${before.name} is as it was at ${commit.slice(0, 7)}, so there is nothing to change`,
    );
  }
  validateUnit(after, blueprints);
  await requireAuthorized(main, after, blueprints);
  const lost = lossesOf(before, after, blueprints);
  if (lost.length > 0 && confirm !== before.name) {
    throw new ConflictError(
      `confirm: going back to ${commit.slice(0, 7)} would lose data or an address of ${before.name}: ${lost.join('; ')}. Save the data, then type ${before.name} in confirm; or choose a later commit`,
    );
  }
  return {
    before,
    after,
    differences: differences(before, after),
    files,
    title: `Roll ${after.kind} ${after.name} back to ${commit.slice(0, 7)} (${after.stage}, ${after.region})`,
    notes: [
      `This makes the folder of ${cell(after.name)} what it was at ${commit}, which was deployed. Data does not go back: a database keeps what it holds.`,
      ...(files.some(file => file.path === stackFileOf(path))
        ? [
            `${cell(stackFileOf(path))} goes back too. Look in the plan at what becomes of the resources in it.`,
          ]
        : []),
      ...(lost.length > 0
        ? [
            `**This loses data or an address: ${lost.map(cell).join(', ')}.** Whoever asked for it confirmed that. Save the data before you merge.`,
          ]
        : []),
    ],
    labels: ['rollback'],
  };
}

/** The files of a commit that is part of the protected branch, and of which a deployment succeeded. */
async function requireDeployed(
  repository: InfrastructureRepository,
  commit: string,
  { name }: Unit,
  wasDeployed: (commit: string) => Promise<boolean>,
): Promise<Snapshot> {
  if (!(await wasDeployed(commit))) {
    throw new InputError(
      `commit: the audit trail of ${name} tells of no deployment of ${commit.slice(0, 7)} that succeeded; take one that it shows as deployed`,
    );
  }
  const base = await repository.baseOf(commit);
  if (base?.commit !== commit) {
    throw new InputError(
      `commit: ${commit.slice(0, 7)} is not part of ${repository.reference.branch}; the branch was rewritten since`,
    );
  }
  return base;
}

async function unitAt(
  then: Snapshot,
  path: string,
  commit: string,
): Promise<Unit> {
  const folder = await readUnit(then, path);
  if (!folder) {
    throw new InputError(
      `commit: there was no ${path} at ${commit.slice(0, 7)}; choose a later one`,
    );
  }
  return folder.unit;
}

async function filesThatDiffer(
  main: Snapshot,
  then: Snapshot,
  path: string,
): Promise<FileChange[]> {
  const [now, wanted] = await Promise.all([main.files(path), then.files(path)]);
  const paths = [...new Set([...now.keys(), ...wanted.keys()])]
    .filter(file => now.get(file) !== wanted.get(file))
    .sort();
  return Promise.all(
    paths.map(async file => ({
      path: file,
      content: wanted.has(file) ? await readText(then, file, wanted) : null,
    })),
  );
}

async function readText(
  then: Snapshot,
  file: string,
  blobs: ReadonlyMap<string, string>,
): Promise<string> {
  const content = (await then.read(file)) ?? '';
  if (blobSha(content) !== blobs.get(file)) {
    throw new InputError(
      `commit: ${file} is no text, and no request writes such a file. Restore the folder with git, in a pull request by hand`,
    );
  }
  return content;
}

/**
 * What would be lost, by the rules that stand beside the blueprint: values that must not change in place, and what the versions
 * on the way replace, whichever way that is. These rules know nothing of a unit that is not valid today, perhaps because the
 * portal does not have its version; that is told as a loss, too.
 *
 * @throws InputError where the unit itself would become another one
 */
function lossesOf(
  before: Unit,
  after: Unit,
  blueprints: BlueprintRegistry,
): string[] {
  const issues = inspectChange(before, after, blueprints);
  const told = ({ parameter, message }: (typeof issues)[number]) =>
    `${parameter} ${message}`;
  const moved = issues.filter(
    ({ parameter }) => !parameter.startsWith('parameters.'),
  );
  if (moved.length > 0) {
    throw new InputError(`commit: ${moved.map(told).join('; ')}`);
  }
  return [
    ...inspectUnit(before, blueprints).map(
      ({ parameter, message }) =>
        `nobody can tell what, since main breaks a rule (${parameter}: ${message})`,
    ),
    ...issues.map(told),
    ...versionsBetween(before, after, blueprints).flatMap(
      ({ version, replaces }) =>
        replaces.map(
          each => `${quoteValue(each)}, which version ${version} replaces`,
        ),
    ),
  ];
}

/** The versions after the older one of both, up to the newer one; none where the portal does not have both. */
function versionsBetween(
  before: Unit,
  after: Unit,
  blueprints: BlueprintRegistry,
): readonly BlueprintSchema[] {
  const versions = blueprints
    .all()
    .filter(({ name }) => name === before.blueprint);
  const [older, newer] = [before, after]
    .map(unit => versions.findIndex(each => each.version === unit.version))
    .sort((a, b) => a - b);
  return older === -1 ? [] : versions.slice(older + 1, newer + 1);
}
