import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { synthesizeUnit, type SynthesizedStack } from '@plinth/blueprints';
import type { Unit } from '@plinth/blueprints/schema';
import {
  DocumentStore,
  SandboxClock,
  startAws,
  type AwsSandbox,
} from '@plinth/sandbox';
import { AwsQuotas } from './AwsQuotas';
import { quotaFindings } from './quotaFindings';

const PLACE = { account: '111122223333', region: 'us-east-1' };
const COUNT = 10;

const environment = (
  name: string,
  stage: 'dev' | 'preview',
  parameters: Record<string, unknown>,
): Unit => ({
  kind: 'environment',
  name,
  blueprint: 'application',
  version: '1.1.0',
  stage,
  ...PLACE,
  owner: 'group:default/claims',
  monthlyBudget: 100,
  parameters: { service: 'web', ...parameters },
});
const previews = (of: (index: number) => Record<string, unknown>) =>
  Array.from({ length: COUNT }, (_, index) =>
    environment(`claims-pr-${index}`, 'preview', {
      ttlHours: 8,
      ...of(index),
    }),
  );

describe('ten branches at once in an account with the quotas that AWS gives to all', () => {
  let folder: string;
  let documents: DocumentStore;
  let aws: AwsSandbox;
  let quotas: AwsQuotas;
  const endpoint = process.env.AWS_ENDPOINT_URL;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'plinth-previews-'));
    documents = DocumentStore.open(path.join(folder, 'sandbox.sqlite'));
    aws = await startAws({
      clock: new SandboxClock(),
      documents,
      dataDir: folder,
      port: 0,
      latency: 0,
    });
    await aws.cloudFormation.deploy({
      ...PLACE,
      stackName: 'CDKToolkit',
      template: JSON.stringify({
        Resources: {
          Version: {
            Type: 'AWS::SSM::Parameter',
            Properties: {
              Name: '/cdk-bootstrap/hnb659fds/version',
              Type: 'String',
              Value: '30',
            },
          },
        },
      }),
    });
    process.env.AWS_ENDPOINT_URL = aws.url;
    quotas = AwsQuotas.create({
      credentials: {
        forAccount: async account => ({
          accessKeyId: `AKIA${account}DEMO`,
          secretAccessKey: 'any',
          sessionToken: 'any',
        }),
      },
    });
  });
  afterEach(async () => {
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

  const deploy = async ({ stackName, template }: SynthesizedStack) =>
    (
      await aws.cloudFormation.deploy({
        ...PLACE,
        stackName,
        template: JSON.stringify(template),
      })
    ).status;
  const outcomes = async (stacks: readonly SynthesizedStack[]) => {
    const counts: Record<string, number> = {};
    for (const status of await Promise.all(stacks.map(deploy))) {
      counts[status] = (counts[status] ?? 0) + 1;
    }
    return counts;
  };
  /** What a plan says of their quotas, without the remedy. */
  const warnings = async (stacks: readonly SynthesizedStack[]) =>
    (
      await quotaFindings(
        stacks.map(stack => ({
          ...PLACE,
          unit: `environments/${stack.stackName}`,
          stackName: stack.stackName,
          template: stack.template,
          deployed: undefined,
          changes: Object.keys(stack.template.Resources ?? {}).map(
            logicalId => ({ logicalId, action: 'Add' as const }),
          ),
        })),
        quotas,
      )
    ).map(({ message }) => message.split(', so that')[0]);

  it('meet the limits with networks of their own, as the plan said', async () => {
    const stacks = previews(index => ({
      cidr: `10.${100 + index}.0.0/16`,
    })).flatMap(unit => synthesizeUnit(unit));
    const said = (name: string, zone = '') =>
      `${name}: account 111122223333 has 0 of 5 in us-east-1${zone} already, and this change takes 10 more`;
    expect((await warnings(stacks)).sort()).toEqual([
      said('Elastic IPs'),
      said('Internet gateways'),
      said('NAT gateways', 'a'),
      said('VPCs'),
    ]);
    expect(await outcomes(stacks)).toEqual({
      CREATE_COMPLETE: 5,
      ROLLBACK_COMPLETE: 5,
    });
  });

  it('all fit into the network of one environment, and leave it when they end', async () => {
    const host = synthesizeUnit(
      environment('claims-dev', 'dev', {
        cidr: '10.20.0.0/16',
        guestDatabases: true,
      }),
    );
    expect(await outcomes(host)).toEqual({ CREATE_COMPLETE: 1 });
    // Every other one has its database in the server of the host too.
    const stacks = previews(index => ({
      networkHost: 'claims-dev',
      sharedDatabase: index % 2 === 0,
    })).flatMap(unit => synthesizeUnit(unit));
    expect(await warnings(stacks)).toEqual([]);
    expect(await outcomes(stacks)).toEqual({ CREATE_COMPLETE: COUNT });
    const counted = (type: string) =>
      aws.cloudFormation.resources({ ...PLACE, type }).length;
    expect(counted('AWS::EC2::VPC')).toBe(1);
    expect(counted('AWS::EC2::NatGateway')).toBe(1);
    expect(counted('AWS::RDS::DBInstance')).toBe(COUNT / 2 + 1);

    // While one of them is there, neither network nor server can go.
    const end = (stackName: string) =>
      aws.cloudFormation.destroy({ ...PLACE, stackName });
    expect((await end('claims-dev')).status).toBe('DELETE_FAILED');
    expect(counted('AWS::EC2::VPC')).toBe(1);
    for (const { stackName } of stacks) {
      await end(stackName);
    }
    expect(counted('AWS::EC2::VPC')).toBe(1);
    expect(counted('AWS::RDS::DBInstance')).toBe(1);
  });
});
