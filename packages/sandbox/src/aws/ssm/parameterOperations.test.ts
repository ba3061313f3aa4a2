import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { clientOptions } from '../testing/clientOptions';
import { startTestAws, type TestAws } from '../testing/startTestAws';

describe('Parameters', () => {
  let aws: TestAws;
  let ssm: SSMClient;

  beforeAll(async () => {
    aws = await startTestAws();
    ssm = new SSMClient(clientOptions(aws.url));
    for (const Value of ['one', 'two']) {
      await ssm.send(
        new PutParameterCommand({
          Name: '/app/key',
          Value,
          Type: 'String',
          Overwrite: true,
        }),
      );
    }
  });
  afterAll(async () => {
    ssm.destroy();
    await aws.close();
  });

  it('are found in their latest version, and in no other', async () => {
    const arn = 'arn:aws:ssm:us-east-1:111122223333:parameter/app/key';
    const { Parameters, InvalidParameters } = await ssm.send(
      new GetParametersCommand({ Names: ['/app/key:2', '/app/key:1', arn] }),
    );
    expect(Parameters?.map(item => item.Value)).toEqual(['two', 'two']);
    expect(InvalidParameters).toEqual(['/app/key:1']);
    await expect(
      ssm.send(new GetParameterCommand({ Name: '/app/key:1' })),
    ).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });

  it('are not filtered, tiered or tagged in ways that the sandbox lacks', async () => {
    const refusals: [Promise<unknown>, RegExp][] = [
      [
        ssm.send(
          new DescribeParametersCommand({
            ParameterFilters: [{ Key: 'Name', Values: ['/other'] }],
          }),
        ),
        /does not implement ParameterFilters/,
      ],
      [
        ssm.send(
          new GetParametersByPathCommand({
            Path: '/app',
            ParameterFilters: [{ Key: 'Type', Values: ['SecureString'] }],
          }),
        ),
        /does not implement ParameterFilters/,
      ],
      [
        ssm.send(
          new PutParameterCommand({
            Name: '/app/new',
            Value: 'v',
            Type: 'String',
            Tier: 'Advanced',
          }),
        ),
        /'Tier' must be one of Standard/,
      ],
      [
        ssm.send(
          new PutParameterCommand({
            Name: '/app/key',
            Value: 'v',
            Overwrite: true,
            Tags: [{ Key: 'a', Value: 'b' }],
          }),
        ),
        /tags and overwrite can't be used together/,
      ],
    ];
    for (const [refused, message] of refusals) {
      await expect(refused).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringMatching(message),
      });
    }
    expect(aws.ssm.list('111122223333', 'us-east-1')).toMatchObject([
      { name: '/app/key', value: 'two', version: 2 },
    ]);
  });
});
