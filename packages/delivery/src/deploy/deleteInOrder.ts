import type { DeployedStack as StackReport } from '@plinth/plugin-environments-common';
import { hostPathOf, type UnitFolder } from '@plinth/repository/units';
import type { CloudFormationReader } from '../aws/CloudFormationReader';
import type { DeployedStack, StackLocation } from '../aws/DeployedStack';
import { messageOf } from '../errors';
import { baselineOfDeletion, sha256 } from '../plan/hash';
import { snapshotsOf } from '../plan/snapshotsOf';
import { foreignStack } from '../removal/foreignStack';
import { byId, isMoving, nameOf, type FoundStack } from '../removal/FoundStack';
import { tellInventory } from '../removal/inventory';
import { protectedResources } from '../removal/protections';
import type { RemovedUnit } from '../removal/RemovedUnit';
import type { StackDeleter } from '../removal/StackDeleter';
import { isBad } from './deploymentReport';
import { runInOrder } from './runInOrder';
import type { StackReports } from './StackReports';

/** What deleting the stacks of removed units needs. */
export interface DeleteOptions {
  readonly removals: readonly RemovedUnit[];
  /** All units after the change. */
  readonly units: readonly UnitFolder[];
  /** What the plan was made from. */
  readonly planned: (location: StackLocation) => DeployedStack | undefined;
  readonly limit: number;
  /** The commit that removed them. */
  readonly commit: string;
  readonly reader: Pick<CloudFormationReader, 'read' | 'resources'>;
  readonly deleter: Pick<StackDeleter, 'look' | 'isOwn' | 'delete' | 'finish'>;
  readonly reports: StackReports;
  /** A stack because of which nothing is deleted. */
  readonly stop: string | undefined;
  readonly onLine: (stack: FoundStack, text: string) => void;
}

/**
 * Deletes the stacks of removed units: those of tenants before those of their environment, and of one unit the newest first.
 * Resolves to a report on each; what could not be begun, because another failed before it, has failed.
 */
export async function deleteInOrder(
  options: DeleteOptions,
): Promise<StackReport[]> {
  const { removals, limit, stop, reports } = options;
  const skip = ({ path, stacks }: RemovedUnit, reason: string) =>
    stacks.map(stack =>
      reports.ended(reports.deleting(path, stack), {
        outcome: 'failed',
        reason,
      }),
    );
  if (stop) {
    return removals.flatMap(removed =>
      skip(removed, `not deleted, because ${stop} failed before it`),
    );
  }
  const ended = await runInOrder({
    items: removals,
    nameOf: ({ path }) => path,
    dependenciesOf: ({ path }) =>
      removals
        .filter(({ unit }) => hostPathOf(unit) === path)
        .map(guest => guest.path),
    limit,
    run: removed => deleteUnit(removed, options),
    succeeded: stacks => !stacks.some(isBad),
  });
  return removals.flatMap(removed => {
    const end = ended.get(removed.path);
    return end && 'result' in end
      ? end.result
      : skip(
          removed,
          `not deleted, because ${end?.skippedBecause} is still there`,
        );
  });
}

async function deleteUnit(
  removed: RemovedUnit,
  options: DeleteOptions,
): Promise<StackReport[]> {
  const reported: StackReport[] = [];
  for (const stack of removed.stacks) {
    const running = options.reports.deleting(removed.path, stack);
    const before = reported.find(isBad);
    const outcome = before
      ? {
          outcome: 'failed' as const,
          reason: `not deleted, because ${before.stackName} is still there`,
        }
      : await deleteStack(stack, removed, options);
    reported.push(options.reports.ended(running, outcome));
  }
  return reported;
}

/** Never throws, so that other units go on. */
async function deleteStack(
  stack: FoundStack,
  removed: RemovedUnit,
  options: DeleteOptions,
): Promise<Pick<StackReport, 'reason'> & { outcome: 'succeeded' | 'failed' }> {
  const { reader, deleter, commit, onLine } = options;
  try {
    // Deletions of others may have taken an hour since the plan was made again.
    const now = await deleter.look(stack);
    if (now) {
      const refusal = await refusalOf(now, removed, options);
      if (refusal) {
        return { outcome: 'failed', reason: refusal };
      }
      if (now.status === 'DELETE_IN_PROGRESS') {
        onLine(now, 'its deletion is under way');
        await deleter.finish(now);
      } else {
        onLine(now, `deleting it: ${removed.path} is removed`);
        await deleter.delete(now, {
          commit,
          empty: false,
          unprotect: removed.statement?.liftTerminationProtection ?? false,
        });
      }
    }
    const { template = {} } = options.planned(stack) ?? {};
    return {
      outcome: 'succeeded',
      reason: tellInventory(
        await reader.resources(byId(stack)),
        snapshotsOf(template),
      ),
    };
  } catch (error) {
    return { outcome: 'failed', reason: messageOf(error) };
  }
}

/** Why a stack that was to be deleted must not be touched any more. */
async function refusalOf(
  now: FoundStack,
  removed: RemovedUnit,
  { reader, deleter, units, planned, commit }: DeleteOptions,
): Promise<string | undefined> {
  const { path, unit, statement } = removed;
  const foreign = foreignStack(now, { path, stage: unit.stage }, [
    ...units,
    removed,
  ]);
  if (foreign) {
    return foreign;
  }
  if (
    isMoving(now) &&
    now.status !== 'DELETE_IN_PROGRESS' &&
    !(await deleter.isOwn(now, commit))
  ) {
    return `another operation is under way on ${nameOf(now)} (${now.status}); run this deployment again when it has ended`;
  }
  const deployed = await reader.read(byId(now));
  const isProtected =
    now.terminationProtection ||
    protectedResources(deployed?.template ?? {}).length > 0;
  if (isProtected && !statement?.liftTerminationProtection) {
    return `${nameOf(now)} is protected against deletion`;
  }
  return sha256(baselineOfDeletion(deployed)) ===
    sha256(baselineOfDeletion(planned(now)))
    ? undefined
    : `${nameOf(now)} was changed by somebody else while this run was under way; run this deployment again, which compares it with what was approved`;
}
