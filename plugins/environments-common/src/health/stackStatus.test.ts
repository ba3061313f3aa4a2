import {
  type DeploymentAt,
  deploymentAt,
  healthOfStackStatus,
  isInProgress,
  phraseOfStackStatus,
  repairOfStackStatus,
  statusesAt,
} from './stackStatus';

describe('what a deployment can do at a status', () => {
  it.each<[string, DeploymentAt, RegExp?]>([
    ['CREATE_COMPLETE', 'update'],
    ['UPDATE_COMPLETE', 'update'],
    ['IMPORT_COMPLETE', 'update'],
    ['UPDATE_ROLLBACK_COMPLETE', 'update'],
    ['IMPORT_ROLLBACK_COMPLETE', 'update'],
    ['REVIEW_IN_PROGRESS', 'create'],
    ['DELETE_COMPLETE', 'create'],
    ['ROLLBACK_COMPLETE', 'create'],
    ['UPDATE_IN_PROGRESS', 'wait'],
    ['ROLLBACK_IN_PROGRESS', 'wait'],
    ['UPDATE_ROLLBACK_FAILED', 'repair', /^Continue its rollback/],
    ['CREATE_FAILED', 'repair', /^Roll it back .*or delete it$/],
    ['UPDATE_FAILED', 'repair', /^Roll it back/],
    ['ROLLBACK_FAILED', 'repair', /^Delete it/],
    ['DELETE_FAILED', 'repair', /^Delete it again/],
    ['IMPORT_ROLLBACK_FAILED', 'repair', /retaining its resources$/],
    ['NEW_IN_PROGRESS', 'wait'],
    ['NEW_STATUS', 'repair', /^See in CloudFormation/],
    ['constructor', 'repair', /^See in CloudFormation/],
  ])('%s: %s', (status, expected, repair = /^none$/) => {
    expect(deploymentAt(status)).toBe(expected);
    expect(repairOfStackStatus(status) ?? 'none').toMatch(repair);
  });

  it('names the statuses of a stack that never came to be', () => {
    expect(statusesAt('create').sort()).toEqual([
      'DELETE_COMPLETE',
      'REVIEW_IN_PROGRESS',
      'ROLLBACK_COMPLETE',
    ]);
  });

  it('is told to people where only a repair helps', () => {
    expect(phraseOfStackStatus('UPDATE_ROLLBACK_FAILED')).toMatch(
      /accepts no further update\. Continue its rollback/,
    );
    expect(phraseOfStackStatus('ROLLBACK_COMPLETE')).toMatch(
      /the next deployment deletes what is left/,
    );
    expect(phraseOfStackStatus('constructor')).toMatch(/not known here/);
  });

  it('is no repair where the stack is healthy, or CloudFormation works on it', () => {
    for (const status of ['CREATE_COMPLETE', 'UPDATE_IN_PROGRESS']) {
      expect(repairOfStackStatus(status)).toBeUndefined();
    }
    expect(healthOfStackStatus('constructor')).toBe('Unknown');
    expect(isInProgress('REVIEW_IN_PROGRESS')).toBe(false);
  });
});
