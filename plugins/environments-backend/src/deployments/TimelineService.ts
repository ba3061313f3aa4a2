import type { DeploymentTimeline } from '@plinth/plugin-environments-common';
import { readPipelineToken } from '../health/stackOperations';
import type { StackEventStore, StoredStack, StoredStackEvent } from '../store';
import type { DeploymentFacts } from './describeDeployment';
import { operationsOf, timelineOf, type TimelineStack } from './timelineOf';

/** Events of one deployment that are looked through. */
const EVENTS = 5_000;
/** Clocks of runners and of CloudFormation differ by so much. */
const SLACK_MS = 60_000;
/** What is removed at the end of an update takes its time, after the run has told that it is done. */
const AFTER_MS = 6 * 3_600_000;

/** When a deployment worked on a stack, milliseconds since 1970. */
interface Span {
  from: number;
  until: number;
}

/** What deployments did with resources, by the events of stacks that the store keeps; asks AWS nothing. */
export class TimelineService {
  readonly #stackEvents: StackEventStore;
  readonly #now: () => Date;

  constructor(options: { stackEvents: StackEventStore; now: () => Date }) {
    this.#stackEvents = options.stackEvents;
    this.#now = options.now;
  }

  /** The timeline of a deployment of a unit that has these stacks. */
  async timelineOf(
    facts: DeploymentFacts,
    unit: string,
    known: readonly StoredStack[],
  ): Promise<Omit<DeploymentTimeline, 'freshness'>> {
    const { report } = facts;
    const reported = (report?.stacks ?? []).filter(
      stack => stack.unit === unit,
    );
    const span = this.#spanOf(facts);
    const stacks = stacksOf(reported, known);
    const read = await this.#stackEvents.eventsWithin(
      stacks.map(({ stackId }) => stackId),
      {
        from: new Date(span.from - SLACK_MS).toISOString(),
        until: new Date(span.until + AFTER_MS).toISOString(),
        limit: EVENTS + 1,
      },
    );
    const events = read.slice(0, EVENTS);
    const operations = stacks.flatMap(stack =>
      operationsOf(events.filter(({ stackId }) => stackId === stack.stackId))
        .filter(operation => isOf(operation, facts, span))
        .map(operation => ({ stack, events: operation })),
    );
    const shown = new Set(operations.map(({ stack }) => stack.name));
    return {
      id: facts.id,
      stacks: timelineOf(operations),
      missing: reported
        .filter(
          ({ stackName, outcome, stackId }) =>
            // Without an ARN it was refused before it began.
            stackId !== undefined &&
            outcome !== 'unchanged' &&
            outcome !== 'running' &&
            !shown.has(stackName),
        )
        .map(({ stackName }) => stackName),
      truncated: read.length > events.length,
    };
  }

  #spanOf({ at, report, run }: DeploymentFacts): Span {
    const isOver = report
      ? report.outcome !== 'running'
      : run?.status !== 'running' && run?.status !== 'waiting';
    const finished =
      report?.finishedAt ?? (isOver ? run?.updatedAt : undefined);
    return {
      from: Date.parse(at),
      until: finished ? Date.parse(finished) : this.#now().getTime(),
    };
  }
}

/** The stacks that a report names, and those that the unit has. */
function stacksOf(
  reported: ReadonlyArray<{
    stackName: string;
    stackId?: string;
    account: string;
    region: string;
  }>,
  known: readonly StoredStack[],
): TimelineStack[] {
  const stacks = new Map<string, TimelineStack>();
  for (const { stackName, stackId, account, region } of reported) {
    if (stackId) {
      stacks.set(stackId, { name: stackName, stackId, account, region });
    }
  }
  for (const { name, stackId, account, region } of known) {
    stacks.set(stackId, { name, stackId, account, region });
  }
  return [...stacks.values()];
}

/**
 * Whether an operation is of a deployment: by the token that it was begun with; where that says nothing, by the time in which the
 * run reported that it deployed. A run that reported nothing is known by the token alone.
 */
function isOf(
  operation: readonly StoredStackEvent[],
  { report, run }: DeploymentFacts,
  span: Span,
): boolean {
  const token = readPipelineToken(
    operation.find(({ clientToken }) => clientToken)?.clientToken,
  );
  if (token) {
    const commit = report?.commit ?? run?.commit ?? '';
    const id = report?.runId ?? run?.id;
    return token.commitPrefix === commit.slice(0, 12) && token.run === id;
  }
  const at = Date.parse(operation[0].at);
  return (
    report !== undefined &&
    at >= span.from - SLACK_MS &&
    at <= span.until + SLACK_MS
  );
}
