import { matchesEvent, unknownOperators } from './matchesEvent';

const event = {
  source: 'aws.cloudformation',
  'detail-type': 'CloudFormation Stack Status Change',
  region: 'us-east-1',
  resources: ['arn:1', 'arn:2'],
  detail: {
    'stack-id':
      'arn:aws:cloudformation:us-east-1:111122223333:stack/claims-dev/1',
    'status-details': { status: 'UPDATE_COMPLETE' },
    count: 5,
  },
};

describe('matchesEvent', () => {
  it.each<[object, boolean]>([
    [{ source: ['aws.cloudformation'] }, true],
    [{ source: ['aws.ec2'] }, false],
    [
      { source: ['aws.ec2', 'aws.cloudformation'], region: ['us-east-1'] },
      true,
    ],
    [{ source: [{ prefix: 'aws.' }] }, true],
    [{ 'detail-type': [{ suffix: 'Change' }] }, true],
    [{ 'detail-type': [{ wildcard: 'CloudFormation * Status *' }] }, true],
    [{ 'detail-type': [{ wildcard: 'Stack*' }] }, false],
    [{ region: [{ 'anything-but': 'us-east-1' }] }, false],
    [{ region: [{ 'anything-but': ['us-west-2'] }] }, true],
    [{ region: [{ 'anything-but': { prefix: 'eu-' } }] }, true],
    [{ region: [{ 'equals-ignore-case': 'US-EAST-1' }] }, true],
    [{ detail: { 'status-details': { status: ['UPDATE_COMPLETE'] } } }, true],
    [{ detail: { 'status-details': { status: ['CREATE_COMPLETE'] } } }, false],
    [{ detail: { reason: [{ exists: false }] } }, true],
    [{ detail: { count: [{ exists: true }] } }, true],
    [{ detail: { count: [{ numeric: ['>', 1, '<=', 5] }] } }, true],
    [{ detail: { count: [{ numeric: ['>', 5] }] } }, false],
    [{ detail: { missing: { deeper: ['x'] } } }, false],
    [{ resources: ['arn:2'] }, true],
    [{ $or: [{ source: ['aws.ec2'] }, { region: ['us-east-1'] }] }, true],
    [{ $or: [{ source: ['aws.ec2'] }, { region: ['us-east-2'] }] }, false],
  ])('%j: %p', (pattern, expected) => {
    expect(matchesEvent(pattern, event)).toBe(expected);
  });

  it('names what it does not understand', () => {
    expect(
      unknownOperators({
        detail: { ip: [{ cidr: '10.0.0.0/8' }] },
        source: 'aws.ec2',
      }),
    ).toEqual(['cidr', 'source: a value that is not in a list']);
    expect(unknownOperators({ source: [{ prefix: 'a' }] })).toEqual([]);
  });
});
