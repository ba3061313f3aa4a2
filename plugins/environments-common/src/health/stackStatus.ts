import type { HealthStatus } from '../types';

/**
 * What a deployment does with a stack that rests or moves in a status: `update` it; `create` it, after deleting what a failed
 * creation left; `wait` until CloudFormation is done; or nothing, before somebody does a `repair`.
 */
export type DeploymentAt = 'update' | 'create' | 'wait' | 'repair';

interface StatusMeaning {
  health: HealthStatus;
  /** Follows the stack's name in a sentence. */
  phrase: string;
  deployment: DeploymentAt;
  /** What CloudFormation accepts in place of an update, as an instruction. */
  repair?: string;
}

const ROLL_BACK =
  'Roll it back in CloudFormation (RollbackStack), or delete it';

/**
 * What each CloudFormation stack status means for the people who use the stack, and what a deployment can do in it: one table for
 * the portal, the plan and the deployment. A stack that rolled back an update still serves its previous version, so it is
 * Degraded; a stack whose creation, deletion or rollback failed serves nothing reliable, so it is Failed.
 *
 * What CloudFormation accepts is from its API reference: RollbackStack in CREATE_FAILED and UPDATE_FAILED,
 * ContinueUpdateRollback in UPDATE_ROLLBACK_FAILED, and DeleteStack alone in ROLLBACK_FAILED and DELETE_FAILED, which only in
 * the latter takes a list of what to retain. The CDK deletes what is ROLLBACK_COMPLETE before it creates the stack anew.
 */
const MEANINGS: Readonly<Record<string, StatusMeaning>> = {
  CREATE_COMPLETE: {
    health: 'Healthy',
    phrase: 'is created',
    deployment: 'update',
  },
  UPDATE_COMPLETE: {
    health: 'Healthy',
    phrase: 'is up to date',
    deployment: 'update',
  },
  IMPORT_COMPLETE: {
    health: 'Healthy',
    phrase: 'is imported',
    deployment: 'update',
  },

  CREATE_IN_PROGRESS: {
    health: 'Progressing',
    phrase: 'is being created',
    deployment: 'wait',
  },
  UPDATE_IN_PROGRESS: {
    health: 'Progressing',
    phrase: 'is being updated',
    deployment: 'wait',
  },
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: {
    health: 'Progressing',
    phrase: 'is updated and removes what it replaced',
    deployment: 'wait',
  },
  DELETE_IN_PROGRESS: {
    health: 'Progressing',
    phrase: 'is being deleted',
    deployment: 'wait',
  },
  IMPORT_IN_PROGRESS: {
    health: 'Progressing',
    phrase: 'is importing resources',
    deployment: 'wait',
  },

  REVIEW_IN_PROGRESS: {
    health: 'Missing',
    phrase: 'has a change set that was never executed',
    deployment: 'create',
  },
  DELETE_COMPLETE: {
    health: 'Missing',
    phrase: 'is deleted',
    deployment: 'create',
  },

  UPDATE_ROLLBACK_IN_PROGRESS: {
    health: 'Degraded',
    phrase: 'is rolling back a failed update',
    deployment: 'wait',
  },
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: {
    health: 'Degraded',
    phrase: 'rolled back a failed update and is cleaning up',
    deployment: 'wait',
  },
  UPDATE_ROLLBACK_COMPLETE: {
    health: 'Degraded',
    phrase: 'rolled back its last update and runs the version before it',
    deployment: 'update',
  },
  IMPORT_ROLLBACK_IN_PROGRESS: {
    health: 'Degraded',
    phrase: 'is rolling back a failed import',
    deployment: 'wait',
  },
  IMPORT_ROLLBACK_COMPLETE: {
    health: 'Degraded',
    phrase: 'rolled back its last import',
    deployment: 'update',
  },

  CREATE_FAILED: {
    health: 'Failed',
    phrase: 'could not be created',
    deployment: 'repair',
    repair: ROLL_BACK,
  },
  ROLLBACK_IN_PROGRESS: {
    health: 'Failed',
    phrase: 'could not be created and is being rolled back',
    deployment: 'wait',
  },
  ROLLBACK_COMPLETE: {
    health: 'Failed',
    phrase:
      'could not be created and was rolled back; the next deployment deletes what is left and creates it anew',
    deployment: 'create',
  },
  ROLLBACK_FAILED: {
    health: 'Failed',
    phrase: 'could not be created, and its rollback failed',
    deployment: 'repair',
    repair:
      'Delete it in CloudFormation; where that fails too, delete it again, and let it retain what cannot be deleted',
  },
  UPDATE_FAILED: {
    health: 'Failed',
    phrase: 'could not be updated',
    deployment: 'repair',
    repair: ROLL_BACK,
  },
  UPDATE_ROLLBACK_FAILED: {
    health: 'Failed',
    phrase: 'could not roll back a failed update and accepts no further update',
    deployment: 'repair',
    repair:
      'Continue its rollback in CloudFormation (ContinueUpdateRollback), after mending what its events name',
  },
  IMPORT_ROLLBACK_FAILED: {
    health: 'Failed',
    phrase: 'could not roll back a failed import',
    deployment: 'repair',
    repair:
      'Mend what its events name, then delete it in CloudFormation, retaining its resources',
  },
  DELETE_FAILED: {
    health: 'Failed',
    phrase: 'could not be deleted and keeps what is left of it',
    deployment: 'repair',
    repair:
      'Delete it again in CloudFormation, and let it retain what cannot be deleted',
  },
};

const meaningOf = (stackStatus: string): StatusMeaning | undefined =>
  Object.hasOwn(MEANINGS, stackStatus) ? MEANINGS[stackStatus] : undefined;

/** Health of one stack from CloudFormation's own status; a status that we do not know is Unknown. */
export function healthOfStackStatus(stackStatus: string): HealthStatus {
  return meaningOf(stackStatus)?.health ?? 'Unknown';
}

/**
 * What a CloudFormation status means, to follow the stack's name: `claims-dev` + `is being created`. Where nothing but a
 * repair helps, it says which.
 */
export function phraseOfStackStatus(stackStatus: string): string {
  const meaning = meaningOf(stackStatus);
  if (!meaning) {
    return `has the status ${stackStatus || '(none)'}, which is not known here`;
  }
  const { phrase, repair } = meaning;
  return repair ? `${phrase}. ${repair}` : phrase;
}

/** What a deployment does with a stack in this status; in a status that we do not know it must not begin. */
export function deploymentAt(stackStatus: string): DeploymentAt {
  const known = meaningOf(stackStatus)?.deployment;
  return known ?? (isInProgress(stackStatus) ? 'wait' : 'repair');
}

/** The statuses in which a deployment does this. */
export function statusesAt(deployment: DeploymentAt): string[] {
  return Object.entries(MEANINGS)
    .filter(([, meaning]) => meaning.deployment === deployment)
    .map(([status]) => status);
}

/** What to do about a stack that takes no deployment, as an instruction; undefined where it takes one, or will. */
export function repairOfStackStatus(stackStatus: string): string | undefined {
  return deploymentAt(stackStatus) === 'repair'
    ? (meaningOf(stackStatus)?.repair ??
        'See in CloudFormation what it is about')
    : undefined;
}

/** True while CloudFormation works on the stack. */
export function isInProgress(stackStatus: string): boolean {
  return (
    stackStatus.endsWith('_IN_PROGRESS') && stackStatus !== 'REVIEW_IN_PROGRESS'
  );
}
