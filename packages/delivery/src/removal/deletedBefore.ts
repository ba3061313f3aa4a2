import { isNameOfUnit, UNIT_TAG } from '@plinth/blueprints/schema';
import type { CloudFormationReader } from '../aws/CloudFormationReader';
import type { StackLocation } from '../aws/DeployedStack';
import { sessionName } from '../aws/credentialsFor';
import { toFoundStack } from './findStacks';
import { tellInventory } from './inventory';
import type { RemovedUnit } from './RemovedUnit';

/** A stack that is gone on behalf of a commit. */
export interface DeletedBefore {
  /** Path of the unit. */
  readonly unit: string;
  readonly stack: StackLocation & { readonly stackId: string };
  /** What is left of it. */
  readonly reason: string;
}

/**
 * The stacks of removed units that earlier attempts of this very commit have deleted. CloudFormation keeps a deleted stack for 90
 * days, with the token of who deleted it, so an attempt that broke off is told to its end all the same.
 */
export async function deletedBefore(
  removals: readonly RemovedUnit[],
  options: {
    reader: Pick<
      CloudFormationReader,
      'deleted' | 'describe' | 'eventsAfter' | 'resources'
    >;
    commit: string;
  },
): Promise<DeletedBefore[]> {
  const { reader, commit } = options;
  const mine = sessionName(commit, '');
  const found: DeletedBefore[] = [];
  for (const removed of removals.filter(each => !each.endsByItself)) {
    for (const place of removed.places) {
      for (const { StackName = '', StackId = '' } of await reader.deleted(
        place,
      )) {
        if (!isNameOfUnit(StackName, removed.unit)) {
          continue;
        }
        const stack = { ...place, stackName: StackName, stackId: StackId };
        const byId = { ...place, stackName: StackId };
        const described = await reader.describe(byId);
        const last = (await reader.eventsAfter(byId, undefined)).at(-1);
        if (
          described &&
          toFoundStack(described, place).tags[UNIT_TAG] === removed.path &&
          last?.ClientRequestToken?.startsWith(mine)
        ) {
          const left = tellInventory(await reader.resources(byId));
          found.push({
            unit: removed.path,
            stack,
            reason: `deleted by an earlier attempt: ${left}`,
          });
        }
      }
    }
  }
  return found;
}
