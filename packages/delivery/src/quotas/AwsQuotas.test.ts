import {
  DocumentStore,
  SandboxClock,
  startAws,
  type AwsSandbox,
} from '@plinth/sandbox';
import { ACCOUNT_QUOTAS, type QuotaName } from '@plinth/blueprints/schema';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AccountCredentials } from '../aws/AccountCredentials';
import { AwsQuotas } from './AwsQuotas';

const PLACE = { account: '111122223333', region: 'us-east-1' };

const template = {
  Resources: {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
    Gateway: { Type: 'AWS::EC2::InternetGateway' },
    Subnet: {
      Type: 'AWS::EC2::Subnet',
      Properties: {
        VpcId: { Ref: 'Vpc' },
        CidrBlock: '10.0.0.0/24',
        AvailabilityZone: 'us-east-1b',
      },
    },
    Address: { Type: 'AWS::EC2::EIP', Properties: { Domain: 'vpc' } },
    Nat: {
      Type: 'AWS::EC2::NatGateway',
      Properties: {
        SubnetId: { Ref: 'Subnet' },
        AllocationId: { 'Fn::GetAtt': ['Address', 'AllocationId'] },
      },
    },
    Hub: { Type: 'AWS::EC2::TransitGateway' },
    Host: {
      Type: 'AWS::EC2::Instance',
      Properties: { InstanceType: 'm6i.xlarge', SubnetId: { Ref: 'Subnet' } },
    },
    Accelerated: {
      Type: 'AWS::EC2::Instance',
      Properties: { InstanceType: 'g5.xlarge', SubnetId: { Ref: 'Subnet' } },
    },
    Database: {
      Type: 'AWS::RDS::DBInstance',
      Properties: { Engine: 'postgres', DBInstanceClass: 'db.t4g.micro' },
    },
    Balancer: {
      Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      Properties: { Subnets: [{ Ref: 'Subnet' }] },
    },
    Inner: {
      Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      Properties: { Type: 'network', Subnets: [{ Ref: 'Subnet' }] },
    },
    Policy: {
      Type: 'AWS::Logs::ResourcePolicy',
      Properties: { PolicyName: 'logs', PolicyDocument: '{}' },
    },
    Tasks: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: { Family: 'shop', Cpu: '512', Memory: '1024' },
    },
    Service: {
      Type: 'AWS::ECS::Service',
      Properties: {
        LaunchType: 'FARGATE',
        DesiredCount: 3,
        TaskDefinition: { Ref: 'Tasks' },
      },
    },
  },
};

describe('AwsQuotas', () => {
  let folder: string;
  let documents: DocumentStore;
  let aws: AwsSandbox;
  let quotas: AwsQuotas;
  const endpoint = process.env.AWS_ENDPOINT_URL;

  const credentials = (kind: 'DEMO' | 'NONE'): AccountCredentials => ({
    forAccount: async account => ({
      accessKeyId: `AKIA${account}${kind}`,
      secretAccessKey: 'any',
      sessionToken: 'any',
    }),
  });
  const quota = (name: QuotaName) =>
    ACCOUNT_QUOTAS.find(each => each.name === name)!;
  const standings = async (place = PLACE) =>
    Object.fromEntries(
      await Promise.all(
        ACCOUNT_QUOTAS.map(async each => {
          const { limit, used } = await quotas
            .standing(place, each)
            .catch((error: Error) => ({
              limit: error.message,
              used: new Map<string, number>(),
            }));
          return [each.name, [limit, Object.fromEntries(used)]] as const;
        }),
      ),
    );

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'plinth-quotas-'));
    documents = DocumentStore.open(path.join(folder, 'sandbox.sqlite'));
    aws = await startAws({
      clock: new SandboxClock(),
      documents,
      dataDir: folder,
      port: 0,
      latency: 0,
    });
    process.env.AWS_ENDPOINT_URL = aws.url;
    quotas = AwsQuotas.create({ credentials: credentials('DEMO') });
  });
  afterAll(async () => {
    await quotas.close();
    await aws.close();
    documents.close();
    rmSync(folder, { recursive: true });
    if (endpoint === undefined) {
      delete process.env.AWS_ENDPOINT_URL;
    } else {
      process.env.AWS_ENDPOINT_URL = endpoint;
    }
  });

  it('tells what AWS gives to all, and that nothing is there; of what only runs where something does, it does not know', async () => {
    const none = { '': 0 };
    expect(await standings()).toEqual({
      VPCs: [5, none],
      'Internet gateways': [5, none],
      'Elastic IPs': [5, none],
      'NAT gateways': [5, {}],
      Databases: [40, none],
      Balancers: [50, none],
      'Log policies': [10, none],
      'Transit gateways': [5, none],
      'Host vCPUs': [5, none],
      'Fargate vCPUs': [
        'CloudWatch has no figure of the last hour, as where nothing of it runs',
        {},
      ],
    });
  });

  it('tells what is in use in an account and region, and in no other, and what somebody had raised', async () => {
    const stack = await aws.cloudFormation.deploy({
      ...PLACE,
      stackName: 'shop',
      template: JSON.stringify(template),
    });
    expect(stack.status).toBe('CREATE_COMPLETE');
    aws.quotas.set(PLACE, 'L-F678F1CE', 20);
    const one = { '': 1 };
    expect(await standings()).toEqual({
      VPCs: [20, one],
      'Internet gateways': [5, one],
      'Elastic IPs': [5, one],
      'NAT gateways': [5, { 'us-east-1b': 1 }],
      Databases: [40, one],
      Balancers: [50, one],
      'Log policies': [10, one],
      'Transit gateways': [5, one],
      'Host vCPUs': [5, { '': 4 }],
      'Fargate vCPUs': [6, { '': 1.5 }],
    });
    const elsewhere = await standings({ ...PLACE, region: 'us-west-2' });
    expect(elsewhere.VPCs).toEqual([5, { '': 0 }]);
  });

  it('says what AWS says where it is refused', async () => {
    const refused = AwsQuotas.create({ credentials: credentials('NONE') });
    await expect(refused.standing(PLACE, quota('VPCs'))).rejects.toThrow(
      /token included in the request is invalid/,
    );
    await refused.close();
  });
});
