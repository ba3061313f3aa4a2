import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { CloudFormationReader } from './CloudFormationReader';

const LOCATION = {
  account: '111122223333',
  region: 'us-east-1',
  stackName: 'claims-dr',
};

describe('what is left of a failed creation', () => {
  const cloudFormation = mockClient(CloudFormationClient);
  const read = (
    StackStatus: 'ROLLBACK_COMPLETE' | 'REVIEW_IN_PROGRESS',
    unit?: string,
    stackName = LOCATION.stackName,
  ) => {
    cloudFormation.reset();
    cloudFormation.on(DescribeStacksCommand).resolves({
      Stacks: [
        {
          StackName: LOCATION.stackName,
          CreationTime: new Date(0),
          StackStatus,
          Tags: unit ? [{ Key: 'plinth:unit', Value: unit }] : [],
        },
      ],
    });
    return CloudFormationReader.create({
      credentials: { forAccount: async () => undefined },
    }).read({ ...LOCATION, stackName });
  };

  it('counts as no stack where it is the unit’s', async () => {
    await expect(
      read('ROLLBACK_COMPLETE', 'environments/claims'),
    ).resolves.toBeUndefined();
    await expect(read('REVIEW_IN_PROGRESS')).resolves.toBeUndefined();
  });

  it('counts as no stack where whoever deletes it asks by its id', async () => {
    const id =
      'arn:aws:cloudformation:us-east-1:111122223333:stack/claims-dr/0e5e';
    await expect(
      read('ROLLBACK_COMPLETE', 'environments/claims', id),
    ).resolves.toBeUndefined();
  });

  it.each([
    [undefined, /has no tag plinth:unit/],
    ['environments/other', /says environments\/other/],
  ])('is refused where it is somebody else’s: %s', async (unit, message) => {
    await expect(read('ROLLBACK_COMPLETE', unit)).rejects.toThrow(message);
  });
});

describe('what AWS does not tell of a removed stack', () => {
  const cloudFormation = mockClient(CloudFormationClient);
  const reader = CloudFormationReader.create({
    credentials: { forAccount: async () => undefined },
  });
  beforeEach(() => {
    cloudFormation.reset();
    cloudFormation.on(DescribeStacksCommand).resolves({
      Stacks: [
        {
          StackName: LOCATION.stackName,
          CreationTime: new Date(0),
          StackStatus: 'DELETE_COMPLETE',
        },
      ],
    });
    const denied = new Error('not authorized');
    cloudFormation.on(ListStacksCommand).rejects(denied);
    cloudFormation.on(ListStackResourcesCommand).rejects(denied);
    cloudFormation.on(DescribeStackEventsCommand).rejects(denied);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['the deleted stacks of', () => reader.deleted(LOCATION)],
    ['the resources of stack claims-dr in', () => reader.resources(LOCATION)],
    ['the events of stack claims-dr in', () => reader.lastEvent(LOCATION)],
  ])(
    'is an error of delivery, which refuses one merge and no other: %s …',
    async (what, ask) => {
      await expect(ask()).rejects.toMatchObject({
        code: 'access',
        message: `Cannot read ${what} 111122223333/us-east-1: not authorized`,
      });
    },
  );
});
