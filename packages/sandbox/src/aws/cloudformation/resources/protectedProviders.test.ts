import type { JsonObject } from '../../resources/Json';
import { place, template, useEngine } from '../../testing/useEngine';

/** What a type must be given besides. */
const REQUIRED: Record<string, JsonObject> = {
  'AWS::DynamoDB::Table': {
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  },
  'AWS::NetworkFirewall::Firewall': {
    FirewallName: 'egress',
    FirewallPolicyArn: 'arn:aws:network-firewall:::firewall-policy/egress',
    VpcId: 'vpc-1',
    SubnetMappings: [{ SubnetId: 'subnet-1' }],
  },
};

describe('A stack with a resource that is protected against deletion', () => {
  const engine = useEngine();

  it.each<[string, JsonObject, JsonObject, RegExp]>([
    [
      'AWS::RDS::DBInstance',
      { DeletionProtection: true },
      { DeletionProtection: false },
      /Cannot delete protected DB Instance/,
    ],
    [
      'AWS::RDS::DBCluster',
      { DeletionProtection: true },
      { DeletionProtection: false },
      /Cannot delete protected DB Cluster/,
    ],
    [
      'AWS::DocDB::DBCluster',
      { DeletionProtection: true },
      { DeletionProtection: false },
      /Cannot delete protected DB Cluster/,
    ],
    [
      'AWS::DynamoDB::Table',
      { DeletionProtectionEnabled: true },
      { DeletionProtectionEnabled: false },
      /Disable deletion protection first/,
    ],
    [
      'AWS::Cognito::UserPool',
      { DeletionProtection: 'ACTIVE' },
      { DeletionProtection: 'INACTIVE' },
      /Deletion protection must be inactivated first/,
    ],
    [
      'AWS::EC2::Instance',
      { DisableApiTermination: true },
      { DisableApiTermination: false },
      /may not be terminated/,
    ],
    [
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      {
        LoadBalancerAttributes: [
          { Key: 'deletion_protection.enabled', Value: 'true' },
        ],
      },
      {
        LoadBalancerAttributes: [
          { Key: 'deletion_protection.enabled', Value: 'false' },
        ],
      },
      /cannot be deleted because deletion protection is enabled/,
    ],
    [
      'AWS::NetworkFirewall::Firewall',
      { DeleteProtection: true },
      { DeleteProtection: false },
      /its delete protection is enabled/,
    ],
  ])(
    'cannot be deleted before an update lifts it: %s',
    async (type, on, off, refusal) => {
      const { cloudFormation } = engine.aws;
      const deploy = (properties: JsonObject) =>
        engine.deploy(
          'claims',
          template({
            It: {
              Type: type,
              DeletionPolicy: 'Delete',
              Properties: { ...REQUIRED[type], ...properties },
            },
          }),
        );
      const destroy = () =>
        cloudFormation.destroy({ ...place, stackName: 'claims' });
      const stack = await deploy(on);
      expect(stack.status).toBe('CREATE_COMPLETE');
      const { id } = stack;
      await destroy();
      const { store } = cloudFormation;
      expect(store.stacks.get(id)?.status).toBe('DELETE_FAILED');
      expect(
        store
          .events(id)
          .filter(({ status }) => status === 'DELETE_FAILED')
          .map(({ reason }) => reason)
          .join(),
      ).toMatch(refusal);
      // In AWS a stack whose deletion has failed takes no update.
      await expect(deploy(off)).rejects.toThrow(/can not be updated/);
      const [live] = cloudFormation.resources({ ...place, type });
      expect(live.deletedAt).toBeUndefined();
    },
  );

  it('is deleted after an update that lifts it', async () => {
    const { cloudFormation } = engine.aws;
    const deploy = (isProtected: boolean) =>
      engine.deploy(
        'claims',
        template({
          Database: {
            Type: 'AWS::RDS::DBInstance',
            DeletionPolicy: 'Delete',
            Properties: { DeletionProtection: isProtected },
          },
        }),
      );
    const { id } = await deploy(true);
    expect((await deploy(false)).status).toBe('UPDATE_COMPLETE');
    await cloudFormation.destroy({ ...place, stackName: 'claims' });
    expect(cloudFormation.store.stacks.get(id)?.status).toBe('DELETE_COMPLETE');
  });
});
