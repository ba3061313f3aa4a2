import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockServices } from '@backstage/backend-test-utils';
import type { EventParams } from '@backstage/plugin-events-node';
import {
  AwsSandbox,
  DocumentStore,
  SandboxClock,
  startAws,
} from '@plinth/sandbox';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ACCOUNT, REGION } from '../../__testUtils__/awsAnswers';
import { StackEventQueue } from './StackEventQueue';

const event = (id: string) => ({
  id,
  source: 'aws.cloudformation',
  account: ACCOUNT,
  region: REGION,
});

/** Waits until a condition holds. */
async function until(condition: () => boolean | Promise<boolean>) {
  const deadline = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > deadline) {
      throw new Error('It did not happen');
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

describe('The queue of stack events', () => {
  const before = { ...process.env };
  let dataDir: string;
  let documents: DocumentStore;
  let aws: AwsSandbox;
  let sqs: SQSClient;
  let url: string;
  let deadLetters: string;
  let published: EventParams[];
  let queue: StackEventQueue;
  let made = 0;
  const logger = mockServices.logger.mock();
  const events = mockServices.events.mock();

  beforeAll(async () => {
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: `AKIA${ACCOUNT}DEMO`,
      AWS_SECRET_ACCESS_KEY: 'sandbox',
    });
    dataDir = mkdtempSync(path.join(tmpdir(), 'plinth-queue-'));
    documents = DocumentStore.open(':memory:');
    aws = await startAws({
      clock: new SandboxClock(),
      documents,
      dataDir,
      port: 0,
    });
    sqs = new SQSClient({ region: REGION, endpoint: aws.url });
  });
  afterAll(async () => {
    sqs.destroy();
    await aws.close();
    documents.close();
    rmSync(dataDir, { recursive: true, force: true });
    process.env = before;
  });

  beforeEach(async () => {
    const make = async (
      QueueName: string,
      Attributes: Record<string, string>,
    ): Promise<string> => {
      const answer = await sqs.send(
        new CreateQueueCommand({ QueueName, Attributes }),
      );
      return answer.QueueUrl ?? '';
    };
    // Of its own for each test: a receive that was cut off may still take a message.
    made += 1;
    deadLetters = await make(`dead-letters-${made}`, {});
    url = await make(`plinth-events-${made}`, {
      VisibilityTimeout: '1',
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: `arn:aws:sqs:${REGION}:${ACCOUNT}:dead-letters-${made}`,
        maxReceiveCount: 2,
      }),
    });
    published = [];
    jest.resetAllMocks();
    events.publish.mockImplementation(async params => {
      published.push(params);
    });
    queue = new StackEventQueue({
      url,
      region: REGION,
      endpoint: aws.url,
      events,
      logger,
    });
  });
  afterEach(() => queue.stop());

  const send = (...bodies: unknown[]) =>
    sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: bodies.map((body, index) => ({
          Id: `m${index}`,
          MessageBody: typeof body === 'string' ? body : JSON.stringify(body),
        })),
      }),
    );
  const depth = async (QueueUrl: string) => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    return (
      Number(Attributes.ApproximateNumberOfMessages) +
      Number(Attributes.ApproximateNumberOfMessagesNotVisible)
    );
  };

  it('gives on the events of a batch in their order, and leaves what is none to the dead-letter queue', async () => {
    const notification = { Type: 'Notification', Message: '{"secret":1}' };
    await send(
      event('a'),
      'no JSON, with a secret',
      notification,
      event('b'),
      event('a'),
    );
    queue.start();
    await until(async () => (await depth(deadLetters)) === 2);

    expect(published).toEqual(
      ['a', 'b', 'a'].map(id => ({
        topic: 'awsCloudFormation',
        eventPayload: event(id),
      })),
    );
    expect(await depth(url)).toBe(0);
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: deadLetters,
        MaxNumberOfMessages: 10,
      }),
    );
    expect(Messages.map(({ Body }) => Body)).toEqual([
      'no JSON, with a secret',
      JSON.stringify(notification),
    ]);
    // Each was received twice, and told of once; what it says is not for the log.
    const told = logger.warn.mock.calls.map(([text]) => text);
    expect(told).toEqual([
      expect.stringMatching(/^Message \S+ on the queue .* is no JSON/),
      expect.stringMatching(/^Message \S+ on the queue .* is no event/),
    ]);
    expect(told.join()).not.toContain('secret');
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('keeps an event that could not be given on, and tries it again', async () => {
    events.publish.mockRejectedValueOnce(new Error('Service is shutting down'));
    await send(event('a'));
    queue.start();
    await until(async () => published.length === 1);
    await until(async () => (await depth(url)) === 0);
    expect(await depth(deadLetters)).toBe(0);
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining('Service is shutting down'),
    );
  });

  it('says why it takes nothing', async () => {
    await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
    queue.start();
    await until(() => logger.error.mock.calls.length > 0);
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringMatching(/from their queue failed.*queue does not exist/),
    );
  });
});
