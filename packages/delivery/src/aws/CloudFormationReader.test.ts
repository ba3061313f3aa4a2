import {
  CloudFormationClient,
  DescribeStacksCommand,
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
