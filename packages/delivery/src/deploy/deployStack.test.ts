import {
  CloudFormationClient,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { CloudFormationReader } from '../aws/CloudFormationReader';
import type { SynthesizedStack } from '../synth/Assembly';
import { cdkDeploy } from './CdkCli';
import { deployStack, type DeployStackOptions } from './deployStack';

jest.mock('./CdkCli', () => ({ cdkDeploy: jest.fn() }));

const CREATED = new Date('2026-10-01T10:00:00Z');
const UPDATED = new Date('2026-11-01T10:00:00Z');

describe('deployStack', () => {
  const cloudFormation = mockClient(CloudFormationClient);
  const credentials = { forAccount: async () => undefined };
  beforeEach(() => cloudFormation.reset());

  const deploy = (
    status: string | undefined,
    baseline: DeployStackOptions['baseline'],
  ) => {
    if (status) {
      cloudFormation.on(DescribeStacksCommand).resolves({
        Stacks: [
          {
            StackName: 'claims-production',
            StackStatus: status as 'UPDATE_COMPLETE',
            CreationTime: CREATED,
            LastUpdatedTime: UPDATED,
          },
        ],
      });
    } else {
      cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [] });
    }
    return deployStack({
      stack: {
        stackName: 'claims-production',
        account: '777788889999',
        region: 'us-east-1',
      } as SynthesizedStack,
      baseline,
      directory: '',
      changeSetName: 'plinth-1',
      sessionName: 'plinth-1',
      provenance: '{}',
      credentials,
      reader: CloudFormationReader.create({ credentials }),
      env: {},
      onLine: () => {},
    });
  };

  it.each([
    ['updated', 'UPDATE_COMPLETE', { createdAt: CREATED, updatedAt: CREATED }],
    ['made anew', 'CREATE_COMPLETE', { createdAt: UPDATED }],
    ['made', 'CREATE_COMPLETE', undefined],
    ['deleted', undefined, { createdAt: CREATED, updatedAt: UPDATED }],
  ])(
    'changes nothing when the stack was %s since the plan was made again',
    async (_, status, baseline) => {
      expect(await deploy(status, baseline)).toMatchObject({
        outcome: 'failed',
        reason: expect.stringMatching(
          /changed by somebody else.*in a new pull request/,
        ),
      });
      expect(cdkDeploy).not.toHaveBeenCalled();
    },
  );

  it('changes nothing while another operation is under way', async () => {
    const same = { createdAt: CREATED, updatedAt: UPDATED };
    expect(await deploy('UPDATE_IN_PROGRESS', same)).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('UPDATE_IN_PROGRESS'),
    });
    expect(cdkDeploy).not.toHaveBeenCalled();
  });
});
