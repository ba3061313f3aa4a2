import {
  ChangeMessageVisibilityBatchCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { clientOptions } from '../testing/clientOptions';
import { startServices } from '../testing/startServices';

describe('SQS', () => {
  let sandbox: Awaited<ReturnType<typeof startServices>>;
  let sqs: SQSClient;

  beforeAll(async () => {
    sandbox = await startServices();
    sqs = new SQSClient(clientOptions(sandbox.url));
  });
  afterAll(async () => {
    sqs.destroy();
    await sandbox.close();
  });

  async function queue(name: string) {
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({ QueueName: name }),
    );
    return QueueUrl as string;
  }

  it('delivers a message once while it is hidden, again when it shows, and never after it is deleted', async () => {
    const QueueUrl = await queue('events');
    await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: '{"a":1}' }),
    );
    const receive = (VisibilityTimeout: number) =>
      sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          VisibilityTimeout,
          MaxNumberOfMessages: 10,
          MessageSystemAttributeNames: ['All'],
        }),
      );

    const first = await receive(30);
    expect(first.Messages).toHaveLength(1);
    expect(first.Messages?.[0].Body).toBe('{"a":1}');
    expect((await receive(30)).Messages).toBeUndefined();
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '1',
      QueueArn: 'arn:aws:sqs:us-east-1:111122223333:events',
    });

    await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: [
          {
            Id: '1',
            ReceiptHandle: first.Messages?.[0].ReceiptHandle,
            VisibilityTimeout: 0,
          },
        ],
      }),
    );
    const again = await receive(0);
    expect(again.Messages?.[0].Attributes?.ApproximateReceiveCount).toBe('2');
    await sqs.send(
      new DeleteMessageCommand({
        QueueUrl,
        ReceiptHandle: again.Messages?.[0].ReceiptHandle,
      }),
    );
    expect((await receive(0)).Messages).toBeUndefined();
  });

  it('wakes a long poll when a message arrives', async () => {
    const QueueUrl = await queue('long-poll');
    const waiting = sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }),
    );
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'now' }));
    expect((await waiting).Messages?.[0].Body).toBe('now');
  });

  it('takes batches, and tells which entries failed', async () => {
    const QueueUrl = await queue('batch');
    const { Successful } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', MessageBody: 'one' },
          { Id: 'b', MessageBody: 'two' },
        ],
      }),
    );
    expect(Successful).toHaveLength(2);
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    expect(Messages.map(message => message.Body)).toEqual(['one', 'two']);
    const result = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: Messages.map(({ MessageId, ReceiptHandle }) => ({
          Id: MessageId,
          ReceiptHandle,
        })),
      }),
    );
    expect(result.Successful).toHaveLength(2);
    expect(result.Failed).toEqual([]);
    const failed = await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: [{ Id: 'x', ReceiptHandle: 'nonsense', VisibilityTimeout: 1 }],
      }),
    );
    expect(failed.Failed).toEqual([
      expect.objectContaining({ Id: 'x', Code: 'ReceiptHandleIsInvalid' }),
    ]);
  });

  it('lets callers of another account in as far as its policy says, and refuses a policy that it could not judge', async () => {
    const QueueUrl = await queue('guarded');
    const stranger = new SQSClient(
      clientOptions(sandbox.url, { account: '444455556666' }),
    );
    const send = () =>
      stranger.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }));
    const setPolicy = (Policy: string) =>
      sqs.send(
        new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }),
      );
    const allowing = (principal: string) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: principal },
            Action: 'sqs:SendMessage',
            Resource: 'arn:aws:sqs:us-east-1:111122223333:guarded',
          },
        ],
      });

    await expect(send()).rejects.toThrow(
      /not authorized to perform: sqs:SendMessage/,
    );
    await setPolicy(allowing('arn:aws:iam::777788889999:root'));
    await expect(send()).rejects.toThrow(/not authorized/);
    await setPolicy(allowing('arn:aws:iam::444455556666:root'));
    await send();
    await expect(
      stranger.send(new ReceiveMessageCommand({ QueueUrl })),
    ).rejects.toThrow(/not authorized to perform: sqs:ReceiveMessage/);
    await expect(
      setPolicy('{"Statement":[{"Effect":"Perhaps"}]}'),
    ).rejects.toThrow(/Invalid value for the parameter Policy/);
    await setPolicy('');
    await expect(send()).rejects.toThrow(/not authorized/);
    stranger.destroy();
  });

  it('answers for a queue that is not there with SQS’s own error', async () => {
    await expect(
      sqs.send(new GetQueueUrlCommand({ QueueName: 'nowhere' })),
    ).rejects.toBeInstanceOf(QueueDoesNotExist);
  });

  it('moves what was received too often to the dead-letter queue', async () => {
    const dead = await queue('dead');
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({
        QueueName: 'fragile',
        Attributes: {
          VisibilityTimeout: '0',
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: 'arn:aws:sqs:us-east-1:111122223333:dead',
            maxReceiveCount: 1,
          }),
        },
      }),
    );
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison' }));
    await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(
      (await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages,
    ).toBeUndefined();
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: dead }),
    );
    expect(Messages?.[0].Body).toBe('poison');
  });
});
