import {
  CloudTrailClient,
  LookupEventsCommand,
  type LookupEventsCommandInput,
} from '@aws-sdk/client-cloudtrail';
import { IAMClient, ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { clientOptions, DEV, PAYER } from '../testing/clientOptions';
import { startServices } from '../testing/startServices';

describe('CloudTrail', () => {
  let sandbox: Awaited<ReturnType<typeof startServices>>;
  let trail: CloudTrailClient;
  let sqs: SQSClient;

  beforeAll(async () => {
    sandbox = await startServices();
    trail = new CloudTrailClient(clientOptions(sandbox.url));
    sqs = new SQSClient(clientOptions(sandbox.url));
    sandbox.clock.freeze(new Date('2026-05-01T08:00:00.500Z'));
    for (const name of ['first', 'second', 'third']) {
      await sqs.send(new CreateQueueCommand({ QueueName: name }));
      sandbox.clock.advance(60_000);
    }
    const reader = new SQSClient({
      ...clientOptions(sandbox.url),
      credentials: { accessKeyId: `AKIA${DEV}READ`, secretAccessKey: 'x' },
    });
    // Refused, and recorded all the same.
    await reader
      .send(new CreateQueueCommand({ QueueName: 'forbidden' }))
      .catch(() => undefined);
    reader.destroy();
  });
  afterAll(async () => {
    trail.destroy();
    sqs.destroy();
    await sandbox.close();
  });

  function lookup(input: LookupEventsCommandInput) {
    return trail.send(new LookupEventsCommand(input));
  }

  it('records who called what, newest first', async () => {
    const { Events = [] } = await lookup({
      LookupAttributes: [
        { AttributeKey: 'EventName', AttributeValue: 'CreateQueue' },
      ],
    });
    expect(Events.map(event => event.Resources?.[0]?.ResourceName)).toEqual([
      'forbidden',
      'third',
      'second',
      'first',
    ]);
    expect(Events[3]).toMatchObject({
      EventTime: new Date('2026-05-01T08:00:00Z'),
      EventSource: 'sqs.amazonaws.com',
      Username: 'administrator',
      ReadOnly: 'false',
      Resources: [{ ResourceType: 'AWS::SQS::Queue', ResourceName: 'first' }],
    });
    expect(JSON.parse(Events[0].CloudTrailEvent ?? '')).toMatchObject({
      errorCode: 'AccessDeniedException',
      awsRegion: 'us-east-1',
      userIdentity: { type: 'IAMUser', userName: 'reader', accountId: DEV },
      requestParameters: { queueName: 'forbidden' },
    });
  });

  it.each<[LookupEventsCommandInput['LookupAttributes'], number]>([
    [[{ AttributeKey: 'ResourceName', AttributeValue: 'second' }], 1],
    [[{ AttributeKey: 'Username', AttributeValue: 'reader' }], 1],
    [[{ AttributeKey: 'ResourceType', AttributeValue: 'AWS::SQS::Queue' }], 4],
    [[{ AttributeKey: 'EventSource', AttributeValue: 'sns.amazonaws.com' }], 0],
    [[{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }], 4],
  ])('looks up by %j', async (LookupAttributes, count) => {
    expect((await lookup({ LookupAttributes })).Events).toHaveLength(count);
  });

  it('leaves out data events, such as polling a queue', async () => {
    await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: `${sandbox.url}/${DEV}/first` }),
    );
    const { Events = [] } = await lookup({});
    expect(Events.map(event => event.EventName)).not.toContain(
      'ReceiveMessage',
    );
  });

  it('logs calls to global services in us-east-1, wherever they were made from', async () => {
    const west = clientOptions(sandbox.url, { region: 'us-west-2' });
    const iam = new IAMClient(west);
    await iam.send(new ListAccountAliasesCommand({}));
    iam.destroy();
    const LookupAttributes = [
      {
        AttributeKey: 'EventName' as const,
        AttributeValue: 'ListAccountAliases',
      },
    ];
    expect((await lookup({ LookupAttributes })).Events).toHaveLength(1);
    const elsewhere = new CloudTrailClient(west);
    const { Events } = await elsewhere.send(
      new LookupEventsCommand({ LookupAttributes }),
    );
    elsewhere.destroy();
    expect(Events).toEqual([]);
  });

  it('looks up by time, in pages', async () => {
    const input = {
      StartTime: new Date('2026-05-01T08:00:30Z'),
      LookupAttributes: [
        { AttributeKey: 'ReadOnly' as const, AttributeValue: 'false' },
      ],
      MaxResults: 2,
    };
    const first = await lookup(input);
    const second = await lookup({ ...input, NextToken: first.NextToken });
    expect([first.Events?.length, second.Events?.length]).toEqual([2, 1]);
    expect(second.NextToken).toBeUndefined();
    await expect(
      lookup({
        ...input,
        MaxResults: 3,
        StartTime: undefined,
        NextToken: first.NextToken,
      }),
    ).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
  });

  it('allows two lookups a second in an account and region', async () => {
    sandbox.clock.release();
    const results = await Promise.allSettled([1, 2, 3].map(() => lookup({})));
    expect(results.map(result => result.status).sort()).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
    ]);
    const elsewhere = new CloudTrailClient(
      clientOptions(sandbox.url, { account: PAYER }),
    );
    await elsewhere.send(new LookupEventsCommand({}));
    elsewhere.destroy();
  });
});
