import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { clientOptions } from '../testing/clientOptions';
import { startTestAws, type TestAws } from '../testing/startTestAws';

describe('Queues', () => {
  let aws: TestAws;
  let sqs: SQSClient;
  let QueueUrl: string | undefined;

  beforeAll(async () => {
    aws = await startTestAws();
    sqs = new SQSClient(clientOptions(aws.url));
    ({ QueueUrl } = await create({ MaximumMessageSize: '1024' }));
  });
  afterAll(async () => {
    sqs.destroy();
    await aws.close();
  });

  function create(Attributes?: Record<string, string>) {
    return sqs.send(new CreateQueueCommand({ QueueName: 'jobs', Attributes }));
  }

  it('are made once, and not again with other attributes', async () => {
    await expect(create()).resolves.toMatchObject({ QueueUrl });
    await expect(create({ DelaySeconds: '9' })).rejects.toMatchObject({
      name: 'QueueNameExists',
      message: expect.stringContaining('DelaySeconds'),
    });
  });

  it('have no attributes but SQS’s own', async () => {
    const unknown = { name: 'InvalidAttributeName' };
    await expect(
      sqs.send(
        new SetQueueAttributesCommand({
          QueueUrl,
          Attributes: { Retention: '1' } as Record<string, string>,
        }),
      ),
    ).rejects.toMatchObject(unknown);
    await expect(
      sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl,
          AttributeNames: ['Retention' as 'All'],
        }),
      ),
    ).rejects.toMatchObject(unknown);
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['MaximumMessageSize', 'RedrivePolicy'],
      }),
    );
    expect(Attributes).toEqual({ MaximumMessageSize: '1024' });
  });

  it('take messages up to their size, and hand out the attributes that are asked', async () => {
    await expect(
      sqs.send(
        new SendMessageCommand({ QueueUrl, MessageBody: 'x'.repeat(1025) }),
      ),
    ).rejects.toMatchObject({ message: expect.stringMatching(/1024 bytes/) });
    const text = { DataType: 'String', StringValue: 'v' };
    await sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: 'x',
        MessageAttributes: { 'app.a': text, 'app.b': text, other: text },
      }),
    );
    const receive = async (MessageAttributeNames?: string[]) => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MessageAttributeNames,
          VisibilityTimeout: 0,
        }),
      );
      return Object.keys(Messages[0].MessageAttributes ?? {});
    };
    expect(await receive()).toEqual([]);
    expect(await receive(['other'])).toEqual(['other']);
    expect(await receive(['app.*'])).toEqual(['app.a', 'app.b']);
    expect(await receive(['All'])).toHaveLength(3);
  });

  it('refuse the entry of a batch that asks what they lack, and take the others', async () => {
    const { Successful, Failed } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', MessageBody: 'x' },
          { Id: 'b', MessageBody: 'x', MessageGroupId: 'g' },
        ],
      }),
    );
    expect(Successful?.map(entry => entry.Id)).toEqual(['a']);
    expect(Failed).toMatchObject([
      { Id: 'b', Message: expect.stringContaining('MessageGroupId') },
    ]);
  });
});
