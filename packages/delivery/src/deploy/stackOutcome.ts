import { firstFailure, type StackEventFacts } from '../aws/firstFailure';

/** How a deployment of a stack ended. */
export interface StackOutcome {
  readonly outcome: 'succeeded' | 'failed' | 'rolledBack' | 'unchanged';
  readonly reason?: string;
}

/** What is known about a stack once it has settled. */
export interface SettledStack {
  /** Exit code of the CDK CLI. */
  readonly exitCode: number | null;
  /** CloudFormation's status of the stack; undefined when there is none. */
  readonly status: string | undefined;
  /** Whether the stack carries this run's provenance. */
  readonly carriesProvenance: boolean;
  /** Events of this deployment, oldest first. */
  readonly events: readonly StackEventFacts[];
  /** The last lines of the CLI. */
  readonly tail: readonly string[];
}

/**
 * Judges by what CloudFormation says, and asks the CLI only where that leaves a doubt: a CLI that lost a throttled poll
 * does not make a good deployment fail, and a CLI that ended well does not hide a rollback.
 */
export function stackOutcome(settled: SettledStack): StackOutcome {
  const { exitCode, status, carriesProvenance, events, tail } = settled;
  const complete = status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE';
  if (complete && carriesProvenance) {
    return { outcome: 'succeeded' };
  }
  if (complete && exitCode === 0) {
    return {
      outcome: 'unchanged',
      reason: 'CloudFormation found nothing to change',
    };
  }
  const reason =
    firstFailure(events) ??
    lastError(tail) ??
    `the stack is ${status ?? 'not there'}`;
  const rolledBack =
    /ROLLBACK_COMPLETE$/.test(status ?? '') && events.length > 0;
  return { outcome: rolledBack ? 'rolledBack' : 'failed', reason };
}

function lastError(tail: readonly string[]): string | undefined {
  const line = [...tail]
    .reverse()
    .find(each => /error|failed|denied|❌/i.test(each));
  return (line ?? tail.at(-1))?.replace(/^[\s❌]+/, '').slice(0, 500);
}
