import type { AccountQuota } from '@plinth/blueprints/schema';
import type { Template } from '../synth/Assembly';
import { quotaFindings } from './quotaFindings';
import type { ChangingStack } from './quotaNeeds';
import type { QuotaReader, QuotaStanding } from './QuotaReader';

const network: Template = {
  Resources: {
    Vpc: { Type: 'AWS::EC2::VPC' },
    Subnet: {
      Type: 'AWS::EC2::Subnet',
      Properties: { AvailabilityZone: 'us-east-1a' },
    },
    Nat: {
      Type: 'AWS::EC2::NatGateway',
      Properties: { SubnetId: { Ref: 'Subnet' } },
    },
  },
};

const stack = (over: Partial<ChangingStack> = {}): ChangingStack => ({
  unit: 'environments/shop-dev',
  stackName: 'shop-dev',
  account: '111122223333',
  region: 'us-east-1',
  template: network,
  deployed: undefined,
  changes: Object.keys(over.template?.Resources ?? network.Resources ?? {}).map(
    logicalId => ({ logicalId, action: 'Add' as const }),
  ),
  ...over,
});

/** What the account has of quotas, by name; five and nothing used of others. */
class FakeQuotas implements QuotaReader {
  readonly asked: string[] = [];

  constructor(
    private readonly used: Record<string, Record<string, number> | Error> = {},
    private readonly limit = 5,
  ) {}

  async standing(
    { account, region }: { account: string; region: string },
    { name }: AccountQuota,
  ): Promise<QuotaStanding> {
    this.asked.push(`${account}/${region} ${name}`);
    const used = this.used[name] ?? {};
    if (used instanceof Error) {
      throw used;
    }
    return { limit: this.limit, used: new Map(Object.entries(used)) };
  }
}

describe('findings about quotas', () => {
  it('says what is too much, where, and how to ask for more', async () => {
    expect(
      await quotaFindings([stack()], new FakeQuotas({ VPCs: { '': 5 } })),
    ).toEqual([
      {
        severity: 'warning',
        rule: 'quota',
        unit: 'environments/shop-dev',
        message:
          'VPCs: account 111122223333 has 5 of 5 in us-east-1 already, and this change takes 1 more, so that its deployment would fail and be rolled back. Remove what nobody needs, or have the account ask for more before you merge: aws service-quotas request-service-quota-increase --region us-east-1 --service-code vpc --quota-code L-F678F1CE --desired-value 6',
      },
    ]);
  });

  it('has nothing to say where all of it fits, up to the last one', async () => {
    const used = { VPCs: { '': 4 }, 'NAT gateways': { 'us-east-1a': 4 } };
    expect(await quotaFindings([stack()], new FakeQuotas(used))).toEqual([]);
  });

  it('adds up what all stacks of a place take, and asks once of each', async () => {
    const quotas = new FakeQuotas({ VPCs: { '': 4 } });
    const other = stack({ unit: 'environments/other', stackName: 'other' });
    const [finding, ...more] = await quotaFindings([stack(), other], quotas);
    expect(more).toEqual([]);
    expect(finding.message).toContain('has 4 of 5');
    expect(finding.message).toContain('takes 2 more');
    // Of no unit alone.
    expect(finding.unit).toBeUndefined();
    expect(quotas.asked).toEqual([
      '111122223333/us-east-1 VPCs',
      '111122223333/us-east-1 NAT gateways',
    ]);
  });

  it('counts zones apart, and what is in none, or in one that nobody knows, in the fullest', async () => {
    const elsewhere = { 'NAT gateways': { 'us-east-1b': 5 } };
    const spanning = { 'NAT gateways': { '': 1, 'us-east-1a': 4 } };
    const findings = (
      used: Record<string, Record<string, number>>,
      s = stack(),
    ) => quotaFindings([s], new FakeQuotas(used));
    expect(await findings(elsewhere)).toEqual([]);
    expect(await findings(spanning)).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('has 5 of 5 in us-east-1a already'),
      }),
    ]);
    const imported = stack({
      template: {
        Resources: {
          Nat: {
            Type: 'AWS::EC2::NatGateway',
            Properties: { SubnetId: { 'Fn::ImportValue': 'subnet' } },
          },
        },
      },
    });
    expect(await findings(elsewhere, imported)).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('has 5 of 5 in us-east-1 already'),
      }),
    ]);
  });

  it('takes nothing for what stays, or goes, and asks nothing then', async () => {
    const quotas = new FakeQuotas({ VPCs: { '': 5 } });
    const deployed = { template: network, parameters: {} };
    expect(
      await quotaFindings(
        [
          stack({ deployed, changes: [] }),
          stack({
            deployed,
            template: {},
            changes: [{ logicalId: 'Vpc', action: 'Remove' }],
          }),
          stack({
            deployed,
            changes: [{ logicalId: 'Vpc', action: 'Modify' }],
          }),
        ],
        quotas,
      ),
    ).toEqual([]);
    expect(quotas.asked).toEqual([]);
  });

  it('takes one more for what is replaced, since CloudFormation makes the new one first', async () => {
    const replaced = stack({
      deployed: { template: network, parameters: {} },
      changes: [{ logicalId: 'Vpc', action: 'Replace' }],
    });
    expect(
      await quotaFindings([replaced], new FakeQuotas({ VPCs: { '': 5 } })),
    ).toHaveLength(1);
  });

  it('takes the difference of what grows', async () => {
    const host = (InstanceType: string): Template => ({
      Resources: {
        Host: { Type: 'AWS::EC2::Instance', Properties: { InstanceType } },
      },
    });
    const grown = stack({
      template: host('m6i.xlarge'),
      deployed: { template: host('m6i.large'), parameters: {} },
      changes: [{ logicalId: 'Host', action: 'Modify' }],
    });
    const at = (used: number) =>
      quotaFindings([grown], new FakeQuotas({ 'Host vCPUs': { '': used } }));
    expect(await at(3)).toEqual([]);
    expect((await at(4))[0].message).toContain(
      'has 4 of 5 in us-east-1 already, and this change takes 2 more',
    );
  });

  it('leaves out what a condition leaves out', async () => {
    const template: Template = {
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { Vpc: { Type: 'AWS::EC2::VPC', Condition: 'Never' } },
    };
    const quotas = new FakeQuotas({ VPCs: { '': 5 } });
    const changes = [{ logicalId: 'Other', action: 'Add' as const }];
    expect(await quotaFindings([stack({ template, changes })], quotas)).toEqual(
      [],
    );
  });

  it('never takes for fine what cannot be read, or told', async () => {
    const denied = new FakeQuotas({ VPCs: new Error('AccessDenied') });
    expect(await quotaFindings([stack()], denied)).toEqual([
      {
        severity: 'warning',
        rule: 'quota',
        unit: 'environments/shop-dev',
        message:
          'VPCs: it is UNKNOWN whether account 111122223333 has room for 1 more in us-east-1: AccessDenied. Look at Service Quotas there before you merge.',
      },
    ]);
    const host = stack({
      template: {
        Resources: {
          Host: {
            Type: 'AWS::EC2::Instance',
            Properties: { InstanceType: { 'Fn::ImportValue': 'size' } },
          },
        },
      },
    });
    const [finding] = await quotaFindings([host], new FakeQuotas());
    expect(finding.message).toContain(
      'Host vCPUs: it is UNKNOWN whether account 111122223333 has room for more in us-east-1: the template leaves how much it takes to the deployment',
    );
  });
});
