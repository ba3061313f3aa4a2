import type { HealthStatus } from '../types';

interface StatusMeaning {
  health: HealthStatus;
  /** Follows the stack's name in a sentence. */
  phrase: string;
}

/**
 * What each CloudFormation stack status means for the people who use the stack. A stack that rolled back an update
 * still serves its previous version, so it is Degraded; a stack whose creation, deletion or rollback failed serves
 * nothing reliable, so it is Failed.
 */
const MEANINGS: Readonly<Record<string, StatusMeaning>> = {
  CREATE_COMPLETE: { health: 'Healthy', phrase: 'is created' },
  UPDATE_COMPLETE: { health: 'Healthy', phrase: 'is up to date' },
  IMPORT_COMPLETE: { health: 'Healthy', phrase: 'is imported' },

  CREATE_IN_PROGRESS: { health: 'Progressing', phrase: 'is being created' },
  UPDATE_IN_PROGRESS: { health: 'Progressing', phrase: 'is being updated' },
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: {
    health: 'Progressing',
    phrase: 'is updated and removes what it replaced',
  },
  DELETE_IN_PROGRESS: { health: 'Progressing', phrase: 'is being deleted' },
  IMPORT_IN_PROGRESS: {
    health: 'Progressing',
    phrase: 'is importing resources',
  },

  REVIEW_IN_PROGRESS: {
    health: 'Missing',
    phrase: 'has a change set that was never executed',
  },
  DELETE_COMPLETE: { health: 'Missing', phrase: 'is deleted' },

  UPDATE_ROLLBACK_IN_PROGRESS: {
    health: 'Degraded',
    phrase: 'is rolling back a failed update',
  },
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: {
    health: 'Degraded',
    phrase: 'rolled back a failed update and is cleaning up',
  },
  UPDATE_ROLLBACK_COMPLETE: {
    health: 'Degraded',
    phrase: 'rolled back its last update and runs the version before it',
  },
  IMPORT_ROLLBACK_IN_PROGRESS: {
    health: 'Degraded',
    phrase: 'is rolling back a failed import',
  },
  IMPORT_ROLLBACK_COMPLETE: {
    health: 'Degraded',
    phrase: 'rolled back its last import',
  },

  CREATE_FAILED: { health: 'Failed', phrase: 'could not be created' },
  ROLLBACK_IN_PROGRESS: {
    health: 'Failed',
    phrase: 'could not be created and is being rolled back',
  },
  ROLLBACK_COMPLETE: {
    health: 'Failed',
    phrase:
      'could not be created and was rolled back; delete it before the next deployment',
  },
  ROLLBACK_FAILED: {
    health: 'Failed',
    phrase: 'could not be created, and its rollback failed',
  },
  UPDATE_FAILED: { health: 'Failed', phrase: 'could not be updated' },
  UPDATE_ROLLBACK_FAILED: {
    health: 'Failed',
    phrase: 'could not roll back a failed update and accepts no further update',
  },
  IMPORT_ROLLBACK_FAILED: {
    health: 'Failed',
    phrase: 'could not roll back a failed import',
  },
  DELETE_FAILED: {
    health: 'Failed',
    phrase: 'could not be deleted and keeps what is left of it',
  },
};

/** Health of one stack from CloudFormation's own status; a status that we do not know is Unknown. */
export function healthOfStackStatus(stackStatus: string): HealthStatus {
  return MEANINGS[stackStatus]?.health ?? 'Unknown';
}

/** What a CloudFormation status means, to follow the stack's name: `claims-dev` + `is being created`. */
export function phraseOfStackStatus(stackStatus: string): string {
  return (
    MEANINGS[stackStatus]?.phrase ??
    `has the status ${stackStatus || '(none)'}, which is not known here`
  );
}

/** True while CloudFormation works on the stack. */
export function isInProgress(stackStatus: string): boolean {
  return (
    stackStatus.endsWith('_IN_PROGRESS') && stackStatus !== 'REVIEW_IN_PROGRESS'
  );
}
