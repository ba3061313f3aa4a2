import {
  isInProgress,
  type StackTimeline,
} from '@plinth/plugin-environments-common';
import { stackConsoleUrl } from '../health/awsConsole';
import { isBeginning, isFailure } from '../health/failuresOf';
import { resourceConsoleUrl } from '../health/resourceConsole';
import { stackOperations } from '../health/stackOperations';
import type { StoredStackEvent } from '../store';
import { phasesOf } from './phasesOf';

/** A stack as far as a timeline names it. */
export interface TimelineStack {
  name: string;
  stackId: string;
  account: string;
  region: string;
}

/** The events of a stack, the oldest first, by the operations that they are of; what came before the first beginning is left out. */
export function operationsOf(
  events: readonly StoredStackEvent[],
): StoredStackEvent[][] {
  return stackOperations(events).filter(([first]) => isBeginning(first));
}

/** What operations did with the resources of their stacks: each with the likely cause of what failed, which is marked once in all of them. */
export function timelineOf(
  operations: ReadonlyArray<{
    stack: TimelineStack;
    /** Of one operation, the oldest first. */
    events: readonly StoredStackEvent[];
  }>,
): StackTimeline[] {
  const all = operations.flatMap(({ events }) => events);
  const cause = likelyCause(all);
  const parents = new Map(
    operations.flatMap(({ stack, events }) =>
      events.flatMap(({ physicalId, stackId }) =>
        physicalId && physicalId !== stackId
          ? [[physicalId, stack.name] as const]
          : [],
      ),
    ),
  );
  return operations.map(({ stack, events }) => {
    const own = events.filter(({ physicalId }) => physicalId === stack.stackId);
    const last = own.at(-1);
    const isOver = last !== undefined && !isInProgress(last.status);
    const common = {
      rolledBackAt: own.find(({ status }) => status.includes('ROLLBACK'))?.at,
      endedAt: isOver ? last.at : undefined,
    };
    const nestedIn = parents.get(stack.stackId);
    return {
      stackName: stack.name,
      account: stack.account,
      region: stack.region,
      consoleUrl: stackConsoleUrl(stack),
      ...(nestedIn ? { nestedIn } : {}),
      phases: phasesOf({ events: own }),
      resources: [...byResource(events, stack.stackId)].map(
        ([logicalId, ofResource]) => {
          const { resourceType } = ofResource[0];
          const physicalId = ofResource.findLast(
            event => event.physicalId,
          )?.physicalId;
          const isCause = ofResource.some(event => event === cause);
          return {
            logicalId,
            resourceType,
            ...(physicalId ? { physicalId } : {}),
            consoleUrl: resourceConsoleUrl({ resourceType, physicalId }, stack),
            ...(isCause ? { likelyCause: true } : {}),
            phases: phasesOf({ events: ofResource, ...common }),
          };
        },
      ),
    };
  });
}

/** Events of resources by logical ID, in the order in which they began. */
function byResource(
  events: readonly StoredStackEvent[],
  stackId: string,
): Map<string, StoredStackEvent[]> {
  const found = new Map<string, StoredStackEvent[]>();
  for (const event of events) {
    if (event.physicalId !== stackId) {
      const own = found.get(event.logicalId) ?? [];
      own.push(event);
      found.set(event.logicalId, own);
    }
  }
  return found;
}

/** The first failure that no other one explains: not that of a nested stack in which something failed itself. */
function likelyCause(
  events: readonly StoredStackEvent[],
): StoredStackEvent | undefined {
  const failed = events.filter(
    event => isFailure(event) && event.physicalId !== event.stackId,
  );
  const failing = new Set(failed.map(({ stackId }) => stackId));
  return failed
    .filter(({ physicalId }) => !failing.has(physicalId ?? ''))
    .sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)))
    .at(0);
}
