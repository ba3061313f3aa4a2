import {
  CloudTrailClient,
  CloudTrailServiceException,
  Event,
  LookupEventsCommand,
  LookupEventsCommandInput,
} from '@aws-sdk/client-cloudtrail';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { ACCOUNT, REGION } from '../../__testUtils__/awsAnswers';
import { awsClients } from '../../__testUtils__/awsClients';
import { collectorParts } from '../../__testUtils__/collectorParts';
import { createSqlite, TestDatabase } from '../../__testUtils__/databases';
import { PLACE, stackReading } from '../../__testUtils__/stackReading';
import { deployedStack, deploymentReport } from '../../__testUtils__/reports';
import { REPOSITORY as CONFIGURED } from '../../__testUtils__/repository';
import { HealthService } from '../../health/HealthService';
import { DatabaseLedger } from '../../ledger/DatabaseLedger';
import { cloudTrailSource, repositorySource } from '../../store';
import { TrailCollector } from './TrailCollector';

const SOURCE = cloudTrailSource(ACCOUNT, REGION);
const REPOSITORY = 'github.example.com/acme/infrastructure';
const OTHER_REPOSITORY = 'github.example.com/acme/products';
const START = Date.parse('2026-05-10T12:00:00Z');
const MINUTE_MS = 60_000;
const OPERATOR = `arn:aws:sts::${ACCOUNT}:assumed-role/Operator/operator@example.com`;

/** An event that CloudTrail shows from `deliveredAt` on, milliseconds. */
interface Delivered {
  event: Event;
  deliveredAt: number;
}

/** A call of a person, as LookupEvents tells it. */
function call(
  id: string,
  at: number,
  parts: {
    name?: string;
    source?: string;
    resource?: string;
    deliveredAt?: number;
  } = {},
): Delivered {
  const {
    name = 'PutBucketTagging',
    source = 's3.amazonaws.com',
    resource = 'claims-bucket',
    deliveredAt = at,
  } = parts;
  return {
    deliveredAt,
    event: {
      EventId: id,
      EventName: name,
      EventSource: source,
      EventTime: new Date(at),
      ReadOnly: 'false',
      Username: 'operator@example.com',
      Resources: [],
      CloudTrailEvent: JSON.stringify({
        eventVersion: '1.11',
        userIdentity: { type: 'AssumedRole', arn: OPERATOR },
        eventSource: source,
        eventName: name,
        awsRegion: REGION,
        sourceIPAddress: '203.0.113.7',
        userAgent: '[S3Console/0.4]',
        requestParameters:
          source === 'cloudformation.amazonaws.com'
            ? { stackName: resource, clientRequestToken: `token-of-${id}` }
            : { name: resource },
        readOnly: false,
      }),
    },
  };
}

/** What has been delivered of a period, the newest first. */
function delivered(
  trail: Delivered[],
  now: number,
  { StartTime, EndTime }: LookupEventsCommandInput,
): Event[] {
  return trail
    .filter(({ event: { EventTime }, deliveredAt }) => {
      const time = Number(EventTime);
      return (
        deliveredAt <= now &&
        time >= Number(StartTime) &&
        time <= Number(EndTime)
      );
    })
    .map(({ event }) => event)
    .sort((a, b) => Number(b.EventTime) - Number(a.EventTime));
}

describe('the collector of the trail', () => {
  const cloudTrail = mockClient(CloudTrailClient);
  let database: TestDatabase;
  let ledger: DatabaseLedger;
  let now: number;
  let trail: Delivered[];
  /** What the current lookup goes through page by page. */
  let found: Event[];
  let lookups: LookupEventsCommandInput[];
  /** The page that is refused. */
  let throttledToken: string | undefined;

  const sweep = (...names: string[]) =>
    database.stores.stacks.replaceStacks(
      PLACE,
      names.map(name => stackReading(name)),
      { at: new Date(now) },
    );

  beforeEach(async () => {
    database = await createSqlite();
    ledger = new DatabaseLedger(database.knex);
    now = START;
    trail = [];
    lookups = [];
    throttledToken = undefined;
    cloudTrail.reset();
    cloudTrail
      .on(LookupEventsCommand)
      .callsFake(async (input: LookupEventsCommandInput) => {
        lookups.push({ ...input });
        if (throttledToken && input.NextToken === throttledToken) {
          throw new CloudTrailServiceException({
            name: 'ThrottlingException',
            message: 'Rate exceeded',
            $fault: 'client',
            $metadata: {},
          });
        }
        if (!input.NextToken) {
          found = delivered(trail, now, input);
        }
        const from = Number(input.NextToken ?? 0);
        const to = from + Number(input.MaxResults);
        return {
          Events: found.slice(from, to),
          ...(to < found.length ? { NextToken: String(to) } : {}),
        };
      });
    await sweep('claims');
    await database.stores.resources.replaceResources('arn:claims', [
      {
        logicalId: 'Bucket',
        physicalId: 'claims-bucket',
        resourceType: 'AWS::S3::Bucket',
        status: 'CREATE_COMPLETE',
      },
    ]);
  });
  afterEach(() => database.destroy());

  const collector = (...repositories: string[]) =>
    new TrailCollector({
      ...database.stores,
      clients: awsClients(),
      ...collectorParts(
        { ...database.stores, ledger },
        {
          repositoryUrls: (repositories.length > 0
            ? repositories
            : [REPOSITORY]
          ).map(name => `https://${name}`),
          now: () => new Date(now),
        },
      ),
    });
  const collect = async (at: number) => {
    now = at;
    await collector().collect(PLACE);
  };
  const edits = async (unit = 'environments/claims') =>
    (await ledger.entriesOf(REPOSITORY, unit, { limit: 20_000 })).reverse();
  const keys = async () => (await edits()).map(({ key }) => key);
  const freshness = async () =>
    (await database.stores.readings.freshness([SOURCE]))[0];

  it('records who edited what of which unit', async () => {
    trail = [
      call('edit', START - 3 * MINUTE_MS),
      call('foreign', START - 2 * MINUTE_MS, { resource: 'other-bucket' }),
    ];
    await collect(START);
    const [edit, ...others] = await edits();
    expect(others).toEqual([]);
    expect(edit).toMatchObject({
      key: 'console-edit:edit',
      type: 'consoleEdit',
      at: '2026-05-10T11:57:00.000Z',
      repository: REPOSITORY,
      units: ['environments/claims'],
      actor: OPERATOR,
      summary:
        'PutBucketTagging on Bucket (AWS::S3::Bucket) outside the pipeline',
      details: {
        eventId: 'edit',
        eventName: 'PutBucketTagging',
        eventSource: 's3.amazonaws.com',
        account: ACCOUNT,
        region: REGION,
        stack: 'claims',
        logicalId: 'Bucket',
        physicalId: 'claims-bucket',
        sourceIp: '203.0.113.7',
        userAgent: '[S3Console/0.4]',
      },
    });
  });

  it('has drift looked for after the edit, and after no older one', async () => {
    const wanted = async () =>
      (await database.stores.stacks.listStacks())[0].driftWantedAt;
    trail = [
      call('foreign', START - 2 * MINUTE_MS, { resource: 'other-bucket' }),
    ];
    await collect(START);
    expect(await wanted()).toBeUndefined();
    trail = [
      call('edit', START - 3 * MINUTE_MS),
      call('older', START - 5 * MINUTE_MS),
    ];
    await collect(START + MINUTE_MS);
    // CloudTrail tells the second: a check that began within it may have been too early.
    expect(await wanted()).toBe('2026-05-10T11:57:00.999Z');
  });

  it('looks back 30 days at first, asks for what changes things, and later for what is new or may have been late', async () => {
    await collect(START);
    await collect(START + 5 * MINUTE_MS);
    expect(lookups).toEqual([
      {
        StartTime: new Date('2026-04-10T12:00:00Z'),
        EndTime: new Date('2026-05-10T12:00:00Z'),
        LookupAttributes: [
          { AttributeKey: 'ReadOnly', AttributeValue: 'false' },
        ],
        MaxResults: 50,
      },
      expect.objectContaining({
        StartTime: new Date('2026-05-10T11:40:00Z'),
        EndTime: new Date('2026-05-10T12:05:00Z'),
      }),
    ]);
  });

  it('waits for a first stack, and then looks back', async () => {
    await sweep();
    await collect(START);
    expect(lookups).toEqual([]);
    expect(await freshness()).toMatchObject({ stale: false });
    await sweep('claims');
    await collect(START + 5 * MINUTE_MS);
    expect(lookups).toMatchObject([
      { StartTime: new Date('2026-04-10T12:05:00Z') },
    ]);
  });

  it('finds each edit once, in whatever order events are delivered within twenty minutes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            at: fc.nat({ max: 90 }),
            late: fc.nat({ max: 20 }),
          }),
          { maxLength: 40 },
        ),
        fc.array(fc.integer({ min: 1, max: 30 }), {
          minLength: 1,
          maxLength: 8,
        }),
        async (events, gaps) => {
          await database.knex('ledger_entry_units').delete();
          await database.knex('ledger_entries').delete();
          await database.knex('ledger_head').update({ size: 0 });
          await database.knex('readings').delete();
          trail = events.map(({ at, late }, index) =>
            call(`event-${index}`, START + at * MINUTE_MS, {
              deliveredAt: START + (at + late) * MINUTE_MS,
            }),
          );
          let minute = 0;
          for (const gap of gaps) {
            minute += gap;
            await collect(START + minute * MINUTE_MS);
          }
          await collect(START + Math.max(minute, 111) * MINUTE_MS);
          expect((await keys()).sort()).toEqual(
            events.map((_, index) => `console-edit:event-${index}`).sort(),
          );
        },
      ),
      { numRuns: 25 },
    );
  });

  it('reads 200 pages at a time, what is new and what is left side by side, says what is left, and leaves nothing out', async () => {
    // Each hundredth is an edit of ours.
    const happen = (count: number, time: (index: number) => number) =>
      trail.push(
        ...Array.from({ length: count }, (_, index) =>
          call(`event-${trail.length + index}`, time(index), {
            resource: index % 100 === 0 ? 'claims-bucket' : 'other-bucket',
          }),
        ),
      );
    happen(12_000, index => START - 12_000_000 + index * 1000);
    await collect(START);
    expect(lookups).toHaveLength(200);
    expect(await keys()).toHaveLength(100);
    expect(await keys()).not.toContain('console-edit:event-0');
    expect(await freshness()).toEqual({
      source: SOURCE,
      readAt: '2026-05-10T12:00:00.000Z',
      stale: true,
      reason: `${SOURCE} was read in part: Edits outside the pipeline between 2026-04-10T12:00:00.000Z and 2026-05-10T09:13:20.000Z are not all read yet; the next readings go on.`,
    });

    // More than a reading takes: what was left is read all the same.
    happen(11_000, index => START + index * 25);
    await collect(START + 25 * MINUTE_MS);
    expect(lookups.length).toBeLessThanOrEqual(400);
    expect(await keys()).toContain('console-edit:event-0');
    expect(await keys()).not.toContain('console-edit:event-12000');

    await collect(START + 30 * MINUTE_MS);
    await collect(START + 35 * MINUTE_MS);
    expect(await keys()).toHaveLength(230);
    expect(await freshness()).toMatchObject({ stale: false });

    // Nothing is left: the next reading asks for what is new alone.
    lookups = [];
    await collect(START + 60 * MINUTE_MS);
    expect(lookups).toMatchObject([
      { StartTime: new Date(START + 15 * MINUTE_MS) },
    ]);
  });

  it('says for good of which time nobody will know the edits, since CloudTrail forgot them before they were read', async () => {
    trail = Array.from({ length: 12_000 }, (_, index) =>
      call(`event-${index}`, START - 12_000_000 + index * 1000),
    );
    await collect(START);
    await collect(START + 91 * 86_400_000);
    const lost =
      'Edits between 2026-04-10T12:00:00.000Z and 2026-05-10T09:13:20.000Z are not all known: there were more calls than could be read before CloudTrail forgot them.';
    expect((await freshness()).reason).toContain(lost);
    await collect(START + 92 * 86_400_000);
    expect((await freshness()).reason).toContain(lost);
  });

  it('adds what CloudTrail forgets later to what it forgot before', async () => {
    trail = Array.from({ length: 21_000 }, (_, index) =>
      call(`event-${index}`, START - 21_000_000 + index * 1000, {
        resource: 'other-bucket',
      }),
    );
    await collect(START);
    await collect(START + 75 * 86_400_000);
    expect((await freshness()).reason).toContain(
      'Edits between 2026-04-10T12:00:00.000Z and 2026-04-25T12:00:00.000Z are not all known',
    );
    await collect(START + 80 * 86_400_000);
    expect((await freshness()).reason).toContain(
      'Edits between 2026-04-10T12:00:00.000Z and 2026-04-30T12:00:00.000Z are not all known',
    );
  });

  it('goes on after a second that has more events than a reading takes, and says for good that it was not read whole', async () => {
    const crowd = START - 10 * MINUTE_MS;
    trail = [
      call('before', crowd - 1000),
      ...Array.from({ length: 11_000 }, (_, index) =>
        call(`crowd-${index}`, crowd, {
          resource: index === 0 ? 'claims-bucket' : 'other-bucket',
        }),
      ),
      call('after', crowd + 1000),
    ];
    await collect(START);
    // This one meets the second again, among what may have been late.
    await collect(START + 15 * MINUTE_MS);
    await collect(START + 30 * MINUTE_MS);
    await collect(START + 35 * MINUTE_MS);
    expect((await keys()).sort()).toEqual(
      ['after', 'before', 'crowd-0'].map(id => `console-edit:${id}`),
    );
    const gap =
      'Edits at 2026-05-10T11:50:00.000Z are not all known: there were more calls in one second than can be read.';
    expect((await freshness()).reason).toContain(gap);
    expect((await freshness()).reason).not.toContain('not all read yet');

    lookups = [];
    trail.push(call('later', START + 59 * MINUTE_MS));
    await collect(START + 60 * MINUTE_MS);
    expect(lookups).toHaveLength(1);
    expect(await keys()).toContain('console-edit:later');
    expect((await freshness()).reason).toContain(gap);
  });

  it('reads a second whole that has as many events as half a reading takes', async () => {
    const crowd = START - 10 * MINUTE_MS;
    trail = Array.from({ length: 5_000 }, (_, index) =>
      call(`crowd-${index}`, crowd, {
        resource: index === 4_999 ? 'claims-bucket' : 'other-bucket',
      }),
    );
    await collect(START);
    expect(await keys()).toEqual(['console-edit:crowd-4999']);
    expect(await freshness()).toMatchObject({ stale: false });
  });

  it('finds edits of global services in the one region that logs them, whatever regions have stacks', async () => {
    await sweep();
    const west = { account: ACCOUNT, region: 'eu-west-1' };
    await database.stores.stacks.replaceStacks(
      west,
      [stackReading('claims', west)],
      { at: new Date(now) },
    );
    await database.stores.resources.replaceResources(
      'arn:claims',
      ['AWS::IAM::Role', 'AWS::S3::Bucket'].map(resourceType => ({
        logicalId: resourceType.split('::')[2],
        physicalId: 'claims',
        resourceType,
        status: 'CREATE_COMPLETE',
      })),
    );
    trail = [
      call('role', START - MINUTE_MS, {
        name: 'AttachRolePolicy',
        source: 'iam.amazonaws.com',
        resource: 'claims',
      }),
      // A bucket of the same name is in another region.
      call('bucket', START - MINUTE_MS, { resource: 'claims' }),
    ];
    await collect(START);
    expect(await edits()).toMatchObject([
      {
        key: 'console-edit:role',
        summary:
          'AttachRolePolicy on Role (AWS::IAM::Role) outside the pipeline',
        details: { region: 'eu-west-1' },
      },
    ]);
  });

  it('tells each unit of which one call changed something', async () => {
    await sweep('claims', 'billing');
    await database.stores.resources.replaceResources('arn:billing', [
      {
        logicalId: 'Bucket',
        physicalId: 'billing-bucket',
        resourceType: 'AWS::S3::Bucket',
        status: 'CREATE_COMPLETE',
      },
    ]);
    const both = call('both', START - MINUTE_MS, {
      source: 'tagging.amazonaws.com',
      name: 'TagResources',
    });
    const record = JSON.parse(both.event.CloudTrailEvent ?? '');
    record.requestParameters = {
      resourceARNList: [
        'arn:aws:s3:::claims-bucket',
        'arn:aws:s3:::billing-bucket',
      ],
    };
    both.event.CloudTrailEvent = JSON.stringify(record);
    trail = [both];
    await collect(START);
    expect(await keys()).toEqual(['console-edit:both/environments/claims']);
    expect(await edits('environments/billing')).toMatchObject([
      { key: 'console-edit:both/environments/billing' },
    ]);
  });

  it('records why it failed, keeps what it read, and starts there again', async () => {
    await collect(START);
    trail = Array.from({ length: 60 }, (_, index) =>
      call(`event-${index}`, START + index * 1000),
    );
    throttledToken = '50';
    await collect(START + 5 * MINUTE_MS);
    expect(await freshness()).toEqual({
      source: SOURCE,
      readAt: '2026-05-10T12:00:00.000Z',
      stale: true,
      reason: `${SOURCE} is throttling; the next reading tries again.`,
    });
    expect(await keys()).toHaveLength(50);

    throttledToken = undefined;
    await collect(START + 10 * MINUTE_MS);
    expect(lookups.at(-1)).toMatchObject({
      StartTime: new Date(START - 20 * MINUTE_MS),
    });
    expect(await keys()).toHaveLength(60);
    expect(await freshness()).toMatchObject({ stale: false });
  });

  it('records what somebody did to a stack itself, though it is gone by then', async () => {
    trail = [
      call('update', START - 4 * MINUTE_MS, {
        name: 'UpdateStack',
        source: 'cloudformation.amazonaws.com',
        resource: 'claims',
      }),
      call('delete', START - 3 * MINUTE_MS, {
        name: 'DeleteStack',
        source: 'cloudformation.amazonaws.com',
        resource: 'arn:claims',
      }),
      // Another service's name for something is no stack's.
      call('topic', START - 2 * MINUTE_MS, {
        name: 'CreateTopic',
        source: 'sns.amazonaws.com',
        resource: 'claims',
      }),
    ];
    await collect(START - 10 * MINUTE_MS);
    await sweep();
    await collect(START);
    expect((await edits()).map(edit => edit.summary).sort()).toEqual([
      'DeleteStack on claims (AWS::CloudFormation::Stack) outside the pipeline',
      'UpdateStack on claims (AWS::CloudFormation::Stack) outside the pipeline',
    ]);
  });

  describe('of a stack that a run reported', () => {
    const UPDATED = START - 2 * MINUTE_MS;
    const at = (time: number) => new Date(time).toISOString();
    const update = (id: string, time: number) =>
      call(id, time, {
        name: 'UpdateStack',
        source: 'cloudformation.amazonaws.com',
        resource: 'claims',
      });

    /** The stack as a later reading finds it, whose last operation had a token. */
    async function read(run: string, clientToken: string) {
      const { stacks, stackEvents } = database.stores;
      await stacks.replaceStacks(
        PLACE,
        [
          stackReading('claims', {
            status: 'UPDATE_COMPLETE',
            updatedAt: at(UPDATED + 345),
            provenance: { commit: `c${run}`, run },
          }),
        ],
        { at: new Date(START) },
      );
      await stackEvents.addEvents([
        {
          id: 'done',
          stackId: 'arn:claims',
          at: at(UPDATED + 30_000),
          logicalId: 'claims',
          physicalId: 'arn:claims',
          resourceType: 'AWS::CloudFormation::Stack',
          status: 'UPDATE_COMPLETE',
          clientToken,
        },
      ]);
    }

    async function sync() {
      const [{ syncReason = '' }] = await new HealthService(
        database.stores,
      ).healthOf([
        {
          ...PLACE,
          entityRef: 'resource:default/claims',
          unit: 'environments/claims',
          stacks: ['claims'],
          repository: CONFIGURED,
        },
      ]);
      return /outside the pipeline at \S+,/.exec(syncReason)?.[0];
    }
    const OUTSIDE = `outside the pipeline at ${at(UPDATED + 345)},`;

    beforeEach(async () => {
      const { repositories, deployments } = database.stores;
      await repositories.addCommits(
        ['1', '2'].map(run => ({
          repository: REPOSITORY,
          sha: `c${run}`,
          message: 'Change claims',
          committedAt: `2026-05-0${run}T10:00:00.000Z`,
          url: `https://${REPOSITORY}/commit/c${run}`,
          units: ['environments/claims'],
        })),
      );
      await deployments.putDeployment(
        {
          repository: REPOSITORY,
          units: ['environments/claims'],
          report: deploymentReport({
            startedAt: at(UPDATED - 5 * MINUTE_MS),
            finishedAt: at(UPDATED - 20_000),
            stacks: [deployedStack('claims')],
          }),
        },
        { at: new Date(START) },
      );
    });

    it.each([
      ['in the minute after its report', '1'],
      ['in the name of another run', '2'],
    ])(
      'tells sync of a deployment %s, once CloudTrail has it',
      async (_, run) => {
        await read(run, 'token-of-laptop');
        trail = [
          {
            ...update('laptop', UPDATED),
            deliveredAt: START + 10 * MINUTE_MS,
          },
        ];
        await collect(START);
        expect(await sync()).toBeUndefined();
        await collect(START + 11 * MINUTE_MS);
        expect(await sync()).toBe(OUTSIDE);
      },
    );

    it('tells sync of no deployment that the pipeline made right after one of somebody else', async () => {
      await read('2', 'exec-of-the-pipeline');
      trail = [update('laptop', UPDATED - 10_000)];
      await collect(START);
      expect(await keys()).toEqual(['console-edit:laptop']);
      expect(await sync()).toBeUndefined();
    });

    it('tells sync of no call that deploys nothing', async () => {
      await read('1', 'token-of-laptop');
      const refused = update('laptop', UPDATED);
      const record = JSON.parse(refused.event.CloudTrailEvent ?? '');
      record.errorCode = 'ValidationError';
      refused.event.CloudTrailEvent = JSON.stringify(record);
      const protect = update('laptop', UPDATED);
      protect.event.EventName = 'UpdateTerminationProtection';
      trail = [refused, protect];
      await collect(START);
      expect(await sync()).toBeUndefined();
    });
  });

  it('takes a call to CloudFormation for one on the stack, though a resource has its name', async () => {
    await sweep('claims', 'billing');
    await database.stores.resources.replaceResources('arn:billing', [
      {
        logicalId: 'Topic',
        physicalId: 'claims',
        resourceType: 'AWS::SNS::Topic',
        status: 'CREATE_COMPLETE',
      },
    ]);
    trail = [
      call('update', START - MINUTE_MS, {
        name: 'UpdateStack',
        source: 'cloudformation.amazonaws.com',
        resource: 'claims',
      }),
      call('topic', START - MINUTE_MS, {
        name: 'SetTopicAttributes',
        source: 'sns.amazonaws.com',
        resource: 'claims',
      }),
    ];
    await collect(START);
    expect(await keys()).toEqual(['console-edit:update']);
    expect(await edits('environments/billing')).toMatchObject([
      { key: 'console-edit:topic' },
    ]);
  });

  it('waits for a repository that has not been read since, and loses nothing', async () => {
    const two = collector(OTHER_REPOSITORY, REPOSITORY);
    const readRepository = (repository: string) =>
      database.stores.readings.succeeded(repositorySource(repository), {
        at: new Date(START),
      });
    await readRepository(OTHER_REPOSITORY);
    trail = [call('edit', START - MINUTE_MS)];
    await two.collect(PLACE);
    expect(await freshness()).toMatchObject({
      readAt: null,
      reason: `${SOURCE} failed (ServiceUnavailableError): Edits of environments/claims wait until every repository has been read once more.`,
    });

    await database.stores.repositories.addCommits([
      {
        repository: REPOSITORY,
        sha: '1',
        message: 'Add claims',
        committedAt: '2026-05-01T10:00:00.000Z',
        url: `https://${REPOSITORY}/commit/1`,
        units: ['environments/claims'],
      },
    ]);
    await readRepository(REPOSITORY);
    await two.collect(PLACE);
    expect(await keys()).toEqual(['console-edit:edit']);
  });
});
