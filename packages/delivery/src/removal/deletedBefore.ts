import { isNameOfUnit, UNIT_TAG } from '@plinth/blueprints/schema';
import type { CloudFormationReader } from '../aws/CloudFormationReader';
import type { StackLocation } from '../aws/DeployedStack';
import { sessionName } from '../aws/credentialsFor';
import { toFoundStack } from './findStacks';
import { byId, placeKey } from './FoundStack';
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
      'deleted' | 'describe' | 'lastEvent' | 'resources'
    >;
    commit: string;
  },
): Promise<DeletedBefore[]> {
  const { reader, commit } = options;
  const mine = sessionName(commit, '');
  const deployed = removals.filter(each => !each.endsByItself);
  const places = new Map(
    deployed.flatMap(each => each.places).map(each => [placeKey(each), each]),
  );
  const found: DeletedBefore[] = [];
  for (const place of places.values()) {
    for (const { StackName = '', StackId = '' } of await reader.deleted(
      place,
    )) {
      const stack = { ...place, stackName: StackName, stackId: StackId };
      const removed = await unitOf(stack, deployed, reader);
      if (!removed) {
        continue;
      }
      const last = await reader.lastEvent(byId(stack));
      if (last?.ClientRequestToken?.startsWith(mine)) {
        const left = tellInventory(await reader.resources(byId(stack)));
        found.push({
          unit: removed.path,
          stack,
          reason: `deleted by an earlier attempt: ${left}`,
        });
      }
    }
  }
  return found;
}

/** Of which unit a deleted stack was, by name and tag. */
async function unitOf(
  stack: DeletedBefore['stack'],
  removals: readonly RemovedUnit[],
  reader: Pick<CloudFormationReader, 'describe'>,
): Promise<RemovedUnit | undefined> {
  const called = removals.filter(
    ({ unit }) =>
      unit.account === stack.account && isNameOfUnit(stack.stackName, unit),
  );
  if (called.length === 0) {
    return undefined;
  }
  const described = await reader.describe(byId(stack));
  const said = described && toFoundStack(described, stack).tags[UNIT_TAG];
  return called.find(({ path }) => path === said);
}
