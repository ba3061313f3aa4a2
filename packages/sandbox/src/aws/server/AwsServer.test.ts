import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ListTypesCommand,
} from '@aws-sdk/client-cloudformation';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { AwsCallRecord } from '../AwsEventBus';
import {
  clientOptions,
  DEV as account,
  type Place,
} from '../testing/clientOptions';
import { logGroups } from '../testing/logGroups';
import { startTestAws, type TestAws } from '../testing/startTestAws';

describe('AWS’s server', () => {
  let aws: TestAws;
  let calls: AwsCallRecord[];
  const client = (place: Place = {}) => clientOptions(aws.url, place);

  beforeEach(async () => {
    aws = await startTestAws({ pageSize: 3 });
    calls = [];
    aws.bus.on('call', call => calls.push(call));
  });
  afterEach(async () => {
    await aws.close();
  });

  it('answers errors in the service’s own shape', async () => {
    const cfn = new CloudFormationClient(client());
    await expect(
      cfn.send(new DescribeStacksCommand({ StackName: 'none' })),
    ).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id none does not exist',
      $metadata: { httpStatusCode: 400, requestId: expect.any(String) },
    });
    await expect(
      cfn.send(
        new DescribeChangeSetCommand({
          ChangeSetName: `arn:aws:cloudformation:us-east-1:${account}:changeSet/x/y`,
        }),
      ),
    ).rejects.toMatchObject({ name: 'ChangeSetNotFoundException' });
    await expect(cfn.send(new ListTypesCommand({}))).rejects.toMatchObject({
      name: 'InvalidAction',
      message: expect.stringContaining('ListTypes'),
    });
    const stranger = { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' };
    await expect(
      new CloudFormationClient({ ...client(), credentials: stranger }).send(
        new DescribeStacksCommand({}),
      ),
    ).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    await expect(
      new SSMClient({ ...client(), credentials: stranger }).send(
        new GetParameterCommand({ Name: 'x' }),
      ),
    ).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    await expect(
      new S3Client({ ...client(), credentials: stranger }).send(
        new GetObjectCommand({ Bucket: 'b', Key: 'k' }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
    await expect(
      new SSMClient(client()).send(new GetParameterCommand({ Name: '/none' })),
    ).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });

  it('lets nothing be changed with a read-only key', async () => {
    const cfn = new CloudFormationClient(client({ kind: 'READ' }));
    await expect(
      cfn.send(new DescribeStacksCommand({})),
    ).resolves.toBeDefined();
    await expect(
      cfn.send(
        new CreateStackCommand({ StackName: 'x', TemplateBody: logGroups(1) }),
      ),
    ).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:iam::${account}:user/reader is not authorized to perform: cloudformation:CreateStack because no identity-based policy allows the action`,
    });
    expect(calls.at(-1)).toMatchObject({
      eventSource: 'cloudformation.amazonaws.com',
      eventName: 'CreateStack',
      errorCode: 'AccessDenied',
      readOnly: false,
      account,
      region: 'us-east-1',
      requestParameters: { stackName: 'x' },
    });
    expect(calls.at(-1)?.requestParameters).not.toHaveProperty('templateBody');
  });

  it('throttles, and denies, when somebody wants it so', async () => {
    const cfn = new CloudFormationClient(client());
    aws.faults.throttle({
      action: 'cloudformation:DescribeStacks',
      milliseconds: 60_000,
    });
    await expect(cfn.send(new DescribeStacksCommand({}))).rejects.toMatchObject(
      { name: 'Throttling', message: 'Rate exceeded' },
    );
    aws.faults.clear();
    aws.accounts.deny(account);
    await expect(cfn.send(new DescribeStacksCommand({}))).rejects.toMatchObject(
      { name: 'AccessDenied' },
    );
    aws.accounts.allow(account);
    await expect(
      cfn.send(new DescribeStacksCommand({})),
    ).resolves.toBeDefined();
  });
});
