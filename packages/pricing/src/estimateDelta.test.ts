import { estimateDelta } from './estimateDelta';
import { CloudFormationTemplate } from './template';

const options = { region: 'us-east-1' };
const host = (type: string) => ({
  Type: 'AWS::EC2::Instance',
  Properties: { InstanceType: type },
});
const before: CloudFormationTemplate = {
  Resources: {
    Host: host('t3.medium'),
    Key: { Type: 'AWS::KMS::Key' },
    Same: { Type: 'AWS::EC2::EIP' },
  },
};
const after: CloudFormationTemplate = {
  Resources: {
    Host: host('t3.large'),
    Same: { Type: 'AWS::EC2::EIP' },
    Dashboard: { Type: 'AWS::CloudWatch::Dashboard' },
  },
};

describe('estimateDelta', () => {
  it('tells each resource whose cost changes, largest first', () => {
    const delta = estimateDelta(before, after, options);
    expect(delta.lines).toEqual([
      expect.objectContaining({
        logicalId: 'Host',
        change: 'Modify',
        delta: 30.37,
      }),
      expect.objectContaining({
        logicalId: 'Dashboard',
        change: 'Add',
        delta: 3,
      }),
      expect.objectContaining({
        logicalId: 'Key',
        change: 'Remove',
        delta: -1,
      }),
    ]);
    expect(delta.delta).toBe(32.37);
    expect(delta.after).toBeCloseTo(delta.before + delta.delta, 6);
  });

  it('counts a new stack whole, and a removed one as nothing', () => {
    const created = estimateDelta(undefined, before, options);
    const removed = estimateDelta(before, undefined, options);
    expect(created.before).toBe(0);
    expect(created.delta).toBe(created.after);
    expect(removed.delta).toBe(-created.delta);
  });

  it('finds nothing between equal templates', () => {
    expect(estimateDelta(before, before, options)).toMatchObject({
      delta: 0,
      lines: [],
    });
  });
});
