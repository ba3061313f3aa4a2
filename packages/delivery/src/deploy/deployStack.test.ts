import {
  ChangeSetNotFoundException,
  CloudFormationClient,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
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
  beforeEach(() => {
    cloudFormation.reset();
    jest.mocked(cdkDeploy).mockReset();
  });

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
      revertDrift: false,
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

  it.each([
    ['of this deployment', 'new', 'No export named network-VpcId found.'],
    [
      'of an attempt before, which is not its',
      'old',
      'User: deployer is not authorized to perform: sts:AssumeRole',
    ],
  ])(
    'says why CloudFormation refused the change set %s',
    async (_, id, reason) => {
      const changeSet = (ChangeSetId: string) => ({
        ChangeSetId,
        Status: 'FAILED' as const,
        StatusReason: 'No export named network-VpcId found.',
      });
      cloudFormation.on(DescribeStackEventsCommand).resolves({});
      cloudFormation
        .on(DescribeChangeSetCommand)
        .resolvesOnce(changeSet('old'))
        .resolves(changeSet(id));
      jest.mocked(cdkDeploy).mockResolvedValueOnce({
        exitCode: 1,
        tail: [
          'User: deployer is not authorized to perform: sts:AssumeRole',
          '‣ AggregateError: ',
        ],
      });
      const same = { createdAt: CREATED, updatedAt: UPDATED };
      expect(await deploy('UPDATE_COMPLETE', same)).toMatchObject({
        outcome: 'failed',
        reason,
      });
    },
  );

  it('says what the CLI told where no change set came to be', async () => {
    cloudFormation.on(DescribeStackEventsCommand).resolves({});
    cloudFormation.on(DescribeChangeSetCommand).rejects(
      new ChangeSetNotFoundException({
        message: 'ChangeSet [plinth-1] does not exist',
        $metadata: {},
      }),
    );
    jest.mocked(cdkDeploy).mockResolvedValueOnce({
      exitCode: 1,
      tail: ['claims: fail: Access Denied', '‣ AggregateError: '],
    });
    const same = { createdAt: CREATED, updatedAt: UPDATED };
    expect(await deploy('UPDATE_COMPLETE', same)).toMatchObject({
      reason:
        'a file or image of the stack could not be published: Access Denied',
    });
  });

  it('changes nothing while another operation is under way', async () => {
    const same = { createdAt: CREATED, updatedAt: UPDATED };
    expect(await deploy('UPDATE_IN_PROGRESS', same)).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('UPDATE_IN_PROGRESS'),
    });
    expect(cdkDeploy).not.toHaveBeenCalled();
  });
});
