import { startTestAws, type TestAws } from '../testing/startTestAws';

const PLACE = { account: '111122223333', region: 'us-east-1' };

describe('quotas of an account', () => {
  let aws: TestAws;

  beforeEach(async () => {
    aws = await startTestAws();
  });
  afterEach(async () => {
    await aws.close();
  });

  const deploy = (
    stackName: string,
    Resources: Record<string, unknown>,
    place = PLACE,
  ) =>
    aws.cloudFormation.deploy({
      ...place,
      stackName,
      template: JSON.stringify({ Resources }),
    });
  const network = {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
  };
  const reasonsOf = (stackName: string) =>
    aws.cloudFormation.store
      .events(
        aws.cloudFormation.stacks().find(({ name }) => name === stackName)!.id,
      )
      .filter(({ status }) => status === 'CREATE_FAILED')
      .map(({ reason }) => reason);

  it('refuse the sixth network of a region in the words of EC2, until one goes or more are given', async () => {
    for (const number of [1, 2, 3, 4, 5]) {
      const { status } = await deploy(`network-${number}`, network);
      expect(status).toBe('CREATE_COMPLETE');
    }
    const sixth = await deploy('network-6', network);
    expect(sixth.status).toBe('ROLLBACK_COMPLETE');
    expect(reasonsOf('network-6')).toEqual([
      expect.stringContaining(
        'The maximum number of VPCs has been reached. (Service: Ec2, Status Code: 400)',
      ),
    ]);
    const west = { ...PLACE, region: 'us-west-2' };
    expect((await deploy('network-6', network, west)).status).toBe(
      'CREATE_COMPLETE',
    );
    await aws.cloudFormation.destroy({ ...PLACE, stackName: 'network-1' });
    expect((await deploy('network-7', network)).status).toBe('CREATE_COMPLETE');
    aws.quotas.set(PLACE, 'L-F678F1CE', 6);
    expect((await deploy('network-8', network)).status).toBe('CREATE_COMPLETE');
  });

  it('count NAT gateways by zone', async () => {
    const gateways = (zone: string, count: number) => ({
      ...network,
      Subnet: {
        Type: 'AWS::EC2::Subnet',
        Properties: { VpcId: { Ref: 'Vpc' }, AvailabilityZone: zone },
      },
      ...Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `Nat${index}`,
          {
            Type: 'AWS::EC2::NatGateway',
            Properties: {
              SubnetId: { Ref: 'Subnet' },
              ConnectivityType: 'private',
            },
          },
        ]),
      ),
    });
    expect((await deploy('a', gateways('us-east-1a', 5))).status).toBe(
      'CREATE_COMPLETE',
    );
    expect((await deploy('b', gateways('us-east-1b', 5))).status).toBe(
      'CREATE_COMPLETE',
    );
    expect((await deploy('c', gateways('us-east-1a', 1))).status).toBe(
      'ROLLBACK_COMPLETE',
    );
    expect(reasonsOf('c')).toEqual([
      expect.stringContaining('would exceed the limit of 5 NAT gateways'),
    ]);
  });
});
