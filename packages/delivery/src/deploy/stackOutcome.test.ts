import { stackOutcome } from './stackOutcome';

const settled = {
  exitCode: 0,
  status: 'UPDATE_COMPLETE',
  carriesProvenance: true,
  events: [],
  tail: [],
};
const failure = [
  {
    LogicalResourceId: 'Queue',
    ResourceType: 'AWS::SQS::Queue',
    ResourceStatus: 'CREATE_FAILED',
    ResourceStatusReason: 'Resource creation cancelled',
  },
  {
    LogicalResourceId: 'Database',
    ResourceType: 'AWS::RDS::DBInstance',
    ResourceStatus: 'CREATE_FAILED',
    ResourceStatusReason: 'no such engine version',
  },
  {
    LogicalResourceId: 'claims-dev',
    ResourceType: 'AWS::CloudFormation::Stack',
    ResourceStatus: 'UPDATE_ROLLBACK_IN_PROGRESS',
    ResourceStatusReason: 'The following resource(s) failed',
  },
];

describe('stackOutcome', () => {
  it.each([
    ['succeeded', settled, { outcome: 'succeeded' }],
    [
      'succeeded although a throttled poll ended the CLI',
      { ...settled, exitCode: 1, tail: ['❌ Rate exceeded'] },
      { outcome: 'succeeded' },
    ],
    [
      'unchanged',
      { ...settled, carriesProvenance: false },
      {
        outcome: 'unchanged',
        reason: 'CloudFormation found nothing to change',
      },
    ],
    [
      'failed before anything began',
      {
        ...settled,
        exitCode: 1,
        carriesProvenance: false,
        tail: ['', ' ❌  claims-dev failed: AccessDenied', 'x'],
      },
      { outcome: 'failed', reason: 'claims-dev failed: AccessDenied' },
    ],
    [
      'rolled back, because of the first event that failed by itself',
      {
        ...settled,
        exitCode: 1,
        status: 'UPDATE_ROLLBACK_COMPLETE',
        carriesProvenance: false,
        events: failure,
      },
      {
        outcome: 'rolledBack',
        reason: 'Database (AWS::RDS::DBInstance): no such engine version',
      },
    ],
    [
      'rolled back, even if the CLI ended well',
      {
        ...settled,
        status: 'ROLLBACK_COMPLETE',
        carriesProvenance: true,
        events: failure,
      },
      {
        outcome: 'rolledBack',
        reason: 'Database (AWS::RDS::DBInstance): no such engine version',
      },
    ],
    [
      'failed, when an old rollback is all there is',
      {
        ...settled,
        exitCode: 1,
        status: 'UPDATE_ROLLBACK_COMPLETE',
        carriesProvenance: false,
        tail: ['cannot assume role: denied'],
      },
      { outcome: 'failed', reason: 'cannot assume role: denied' },
    ],
    [
      'failed with its change set, of which CloudFormation says why',
      {
        ...settled,
        exitCode: 1,
        status: 'REVIEW_IN_PROGRESS',
        carriesProvenance: false,
        changeSetReason: 'No export named network-VpcId found.',
        tail: ['Could not fetch extra hook failure detail: failed'],
      },
      { outcome: 'failed', reason: 'No export named network-VpcId found.' },
    ],
    [
      'rolled back, with what the stack says where no event does',
      {
        ...settled,
        exitCode: 1,
        status: 'UPDATE_ROLLBACK_COMPLETE',
        statusReason: 'The following hook(s) failed: [Acme::Guard]',
        carriesProvenance: false,
        events: [{ ...failure[0] }],
        tail: ['Failed resources:'],
      },
      {
        outcome: 'rolledBack',
        reason: 'The following hook(s) failed: [Acme::Guard]',
      },
    ],
    [
      'failed, when neither CloudFormation nor the CLI says a word',
      {
        ...settled,
        exitCode: null,
        status: undefined,
        carriesProvenance: false,
      },
      {
        outcome: 'failed',
        reason:
          "the deployment ended without a word of CloudFormation's; the stack is not there",
      },
    ],
    [
      'failed, when the rollback failed too',
      {
        ...settled,
        exitCode: 1,
        status: 'UPDATE_ROLLBACK_FAILED',
        carriesProvenance: false,
        events: failure,
      },
      {
        outcome: 'failed',
        reason: 'Database (AWS::RDS::DBInstance): no such engine version',
      },
    ],
  ])('%s', (_, facts, expected) => {
    expect(stackOutcome(facts)).toEqual(expected);
  });
});
