import {
  isInProgress,
  type ResourcePhase,
} from '@plinth/plugin-environments-common';
import { isFailure } from '../health/failuresOf';
import type { StoredStackEvent } from '../store';

/** What a status says is done, without what became of it. */
function actionOf(status: string): ResourcePhase['action'] {
  if (status.includes('ROLLBACK')) {
    return 'rollBack';
  }
  if (status.startsWith('CREATE')) {
    return 'create';
  }
  if (status.startsWith('IMPORT')) {
    return 'import';
  }
  // An update removes what it replaced at its end.
  return status.startsWith('DELETE') || status.includes('CLEANUP')
    ? 'delete'
    : 'update';
}

/** What was done with one resource in an operation, or with the stack itself. */
interface ResourceEvents {
  /** The oldest first. */
  events: readonly StoredStackEvent[];
  /** Since when the stack goes back to what it was, ISO 8601; undefined where it does not. */
  rolledBackAt?: string;
  /** When the operation ended, ISO 8601; undefined while it goes on. */
  endedAt?: string;
}

/** Puts the events of one resource together to what was done with it from when to when, the first first. */
export function phasesOf({
  events,
  rolledBackAt,
  endedAt,
}: ResourceEvents): ResourcePhase[] {
  const phases: ResourcePhase[] = [];
  let open: ResourcePhase | undefined;
  const end = (
    at: string,
    outcome: ResourcePhase['outcome'],
    reason?: string,
  ) => {
    if (open) {
      open.outcome = outcome;
      open.finishedAt = at;
      if (reason) {
        open.reason = reason;
      }
      open = undefined;
    }
  };
  const begin = (at: string, action: ResourcePhase['action']) => {
    open = { action, outcome: 'running', startedAt: at };
    phases.push(open);
  };
  for (const event of events) {
    const { at, status, reason } = event;
    const action =
      rolledBackAt !== undefined && at >= rolledBackAt
        ? 'rollBack'
        : actionOf(status);
    if (isInProgress(status)) {
      // CloudFormation says twice that it begins: the second time with the ID that the resource got.
      if (open?.action !== action) {
        // What a stack does before it rolls back has failed.
        end(at, action === 'rollBack' ? 'failed' : 'succeeded', reason);
        begin(at, action);
      }
    } else {
      if (!open) {
        begin(at, action);
      }
      end(at, outcomeOf(event), reason);
    }
  }
  if (endedAt !== undefined) {
    end(endedAt, 'cancelled');
  }
  return phases;
}

function outcomeOf(event: StoredStackEvent): ResourcePhase['outcome'] {
  if (isFailure(event)) {
    return 'failed';
  }
  return event.status.endsWith('_FAILED') ? 'cancelled' : 'succeeded';
}
