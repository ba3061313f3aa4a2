import type { ResourceAction } from '../../Faults';
import { Cancelled, failureReason, Stopped } from '../failureReason';
import { ResourceError } from '../../resources/ResourceProvider';
import type { StackResource } from '../model';
import type { OperationRun } from './OperationRun';

/** Where IAM is changed, whichever region asks (AWS whitepaper "Fault Isolation Boundaries"). */
const IAM_REGION = 'us-east-1';

/** What is done to a resource. */
export interface Step {
  action: ResourceAction;
  /** Why, for the event with which it begins. */
  reason?: string;
  /** Properties for events, without secrets. */
  shown?: string;
  /** On the way forward a failure elsewhere calls the step off, and half of its time is after the work. */
  forward?: boolean;
  work(): void;
}

/** One attempt at a resource: begins, does it unless it is planned to fail, and records how it went. A failure is not thrown. */
export async function attempt(
  run: OperationRun,
  resource: StackResource,
  step: Step,
): Promise<'done' | 'failed' | 'cancelled'> {
  const { action, reason, shown: properties, forward = false } = step;
  const word = action.toUpperCase();
  run.setResourceStatus(resource, `${word}_IN_PROGRESS`, {
    reason,
    properties,
  });
  try {
    await run.pause(resource.type, forward ? 0.5 : 1);
    if (forward && run.halted) {
      const noun = action === 'create' ? 'creation' : action;
      throw new Cancelled(`Resource ${noun} cancelled`);
    }
    failAsPlanned(run, resource, action);
    step.work();
    if (forward) {
      await run.pause(resource.type, 0.5);
    }
    run.setResourceStatus(resource, `${word}_COMPLETE`);
    return 'done';
  } catch (error) {
    if (error instanceof Stopped) {
      throw error;
    }
    run.setResourceStatus(resource, `${word}_FAILED`, {
      reason: failureReason(error),
      properties,
    });
    return error instanceof Cancelled ? 'cancelled' : 'failed';
  }
}

function failAsPlanned(
  run: OperationRun,
  resource: StackResource,
  action: ResourceAction,
): void {
  const { faults } = run.parts;
  if (resource.type.startsWith('AWS::IAM::') && faults.isLost(IAM_REGION)) {
    throw new ResourceError(
      `Unable to execute HTTP request: iam.amazonaws.com (Service: Iam, Status Code: 503)`,
    );
  }
  const planned = faults.take({
    type: resource.type,
    action,
    account: run.stack.account,
    stackName: run.stack.name,
  });
  if (planned !== undefined) {
    throw new ResourceError(planned);
  }
}
