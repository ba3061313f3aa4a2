import { firstFailure, type StackEventFacts } from '../aws/firstFailure';
import { cliReason } from './cliReason';

/** GitHub and the portal show it in a line or two. */
const LONGEST_REASON = 500;

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
  /** Why CloudFormation says that the change set of this deployment failed. */
  readonly changeSetReason?: string;
  /** Why the stack is in its status, as CloudFormation says. */
  readonly statusReason?: string;
  /** The last lines of the CLI. */
  readonly tail: readonly string[];
}

/**
 * Judges by what CloudFormation says, and asks the CLI only where that leaves a doubt: a CLI that lost a throttled poll
 * does not make a good deployment fail, and a CLI that ended well does not hide a rollback. So it is with the reason: that
 * of the event, of the change set, of the stack; what the CLI said only of what never came so far.
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
  const reason = (
    firstFailure(events) ??
    settled.changeSetReason ??
    (events.length > 0 ? settled.statusReason : undefined) ??
    cliReason(tail) ??
    `the deployment ended without a word of CloudFormation's; the stack is ${status ?? 'not there'}`
  ).slice(0, LONGEST_REASON);
  const rolledBack =
    /ROLLBACK_COMPLETE$/.test(status ?? '') && events.length > 0;
  return { outcome: rolledBack ? 'rolledBack' : 'failed', reason };
}
