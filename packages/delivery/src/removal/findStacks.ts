import type { Stack } from '@aws-sdk/client-cloudformation';
import { UNIT_TAG, type Unit } from '@plinth/blueprints/schema';
import { isUnitPath, readUnit } from '@plinth/repository/units';
import pLimit from 'p-limit';
import { pairs, type CloudFormationReader } from '../aws/CloudFormationReader';
import { parseProvenance } from '../aws/DeployedStack';
import { messageOf } from '../errors';
import type { Git } from '../git/Git';
import type { FoundStack, Place } from './FoundStack';

/** What was found, and the places that could not be read, with the reason for each. */
export interface FoundStacks {
  readonly stacks: FoundStack[];
  readonly unread: ReadonlyArray<Place & { reason: string }>;
}

/** Finds the stacks of all places, and for those in question what was approved when they were deployed. */
export async function findStacks(options: {
  places: readonly Place[];
  reader: Pick<CloudFormationReader, 'list'>;
  git: Git;
  /** The commit of the protected branch whose history counts. */
  head: string;
  /** Of which stacks it is asked what was approved. */
  inQuestion: (stack: FoundStack) => boolean;
}): Promise<FoundStacks> {
  const { places, reader, git, head, inQuestion } = options;
  const unread: Array<Place & { reason: string }> = [];
  const limit = pLimit(4);
  const listed = async (place: Place) => {
    try {
      const stacks = await reader.list(place);
      return stacks.map(stack => toFoundStack(stack, place));
    } catch (error) {
      unread.push({ ...place, reason: messageOf(error) });
      return [];
    }
  };
  const found = await Promise.all(places.map(place => limit(listed, place)));
  const withApproved = async (stack: FoundStack) => ({
    ...stack,
    approved: inQuestion(stack)
      ? await approvedUnit(stack, git, head)
      : undefined,
  });
  const stacks = await Promise.all(
    found.flat().map(stack => limit(withApproved, stack)),
  );
  return { stacks, unread };
}

/** A stack of CloudFormation's answer. */
export function toFoundStack(stack: Stack, place: Place): FoundStack {
  const parameters = pairs(
    stack.Parameters,
    ({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue],
  );
  return {
    ...place,
    stackName: stack.StackName ?? '',
    stackId: stack.StackId ?? '',
    status: stack.StackStatus ?? '',
    tags: pairs(stack.Tags, ({ Key, Value }) => [Key, Value]),
    provenance: parseProvenance(parameters.PlinthProvenance),
    terminationProtection: stack.EnableTerminationProtection ?? false,
    createdAt: stack.CreationTime ?? new Date(),
    nested: stack.ParentId !== undefined,
  };
}

async function approvedUnit(
  { tags, provenance }: FoundStack,
  git: Git,
  head: string,
): Promise<Unit | undefined> {
  const path = tags[UNIT_TAG] ?? '';
  if (!isUnitPath(path) || !/^[0-9a-f]{40}$/.test(provenance?.commit ?? '')) {
    return undefined;
  }
  const { commit = '' } = provenance ?? {};
  if (!(await git.isAncestor(commit, head))) {
    return undefined;
  }
  // A commit that does not hold the unit, or not a valid one, proves nothing.
  const folder = await readUnit(git.at(commit), path).catch(() => undefined);
  return folder?.unit;
}
