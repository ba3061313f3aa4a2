import {
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeStackEventsCommand,
  DescribeStackEventsCommandInput,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  StackEvent,
} from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import {
  describedEvent,
  describedStack,
  stackArn,
} from '../../__testUtils__/awsAnswers';
import { awsClients } from '../../__testUtils__/awsClients';
import { collectorParts } from '../../__testUtils__/collectorParts';
import { createSqlite, TestDatabase } from '../../__testUtils__/databases';
import { PLACE } from '../../__testUtils__/stackReading';
import { DatabaseLedger } from '../../ledger/DatabaseLedger';
import { repositorySource } from '../../store';
import { StackSweep } from './StackSweep';

const REPOSITORY = 'github.example.com/acme/infrastructure';
const OTHER_REPOSITORY = 'github.example.com/acme/products';
const START = Date.parse('2026-05-10T12:00:00Z');

describe('the sweep of stacks', () => {
  const cloudFormation = mockClient(CloudFormationClient);
  let database: TestDatabase;
  let ledger: DatabaseLedger;
  /** What happened to the stack, the oldest first; a page has ten. */
  let events: StackEvent[];
  let asked: string[];

  beforeEach(async () => {
    database = await createSqlite();
    ledger = new DatabaseLedger(database.knex);
    events = [];
    asked = [];
    cloudFormation.reset();
    cloudFormation
      .on(DescribeStackEventsCommand)
      .callsFake(async (input: DescribeStackEventsCommandInput) => {
        asked.push(`events ${input.NextToken ?? ''}`.trim());
        const from = Number(input.NextToken ?? 0);
        const newestFirst = [...events].reverse();
        return {
          StackEvents: newestFirst.slice(from, from + 10),
          ...(from + 10 < events.length
            ? { NextToken: String(from + 10) }
            : {}),
        };
      });
    cloudFormation.on(ListStackResourcesCommand).callsFake(async () => {
      asked.push('resources');
      return { StackResourceSummaries: [] };
    });
  });
  afterEach(() => database.destroy());

  const sweep = (...repositories: string[]) =>
    new StackSweep({
      ...database.stores,
      ...collectorParts(
        { ...database.stores, ledger },
        { repositoryUrls: repositories.map(name => `https://${name}`) },
      ),
    });
  const run = (stacks = sweep(REPOSITORY)) =>
    stacks.run(awsClients().forRegion(PLACE), { now: () => new Date(START) });
  const status = (StackStatus: 'UPDATE_IN_PROGRESS' | 'UPDATE_COMPLETE') =>
    cloudFormation.on(DescribeStacksCommand).resolves({
      Stacks: [
        describedStack('claims', {
          StackStatus,
          LastUpdatedTime: new Date(START),
        }),
      ],
    });
  const happen = (
    count: number,
    ResourceStatus: StackEvent['ResourceStatus'],
  ) =>
    events.push(
      ...Array.from({ length: count }, (_, index) =>
        describedEvent('claims', {
          EventId: `event-${events.length + index}`,
          Timestamp: new Date(START + (events.length + index) * 1000),
          ResourceStatus,
        }),
      ),
    );
  const stored = async () =>
    (
      await database.stores.stackEvents.listEvents(stackArn('claims'), {
        limit: 500,
      })
    ).length;
  const recorded = async () => (await ledger.head()).size;

  it('reads events and resources of a stack while it changes, and once more when it rests', async () => {
    status('UPDATE_IN_PROGRESS');
    happen(1, 'UPDATE_IN_PROGRESS');
    await run();
    await run();
    expect(asked).toEqual(['events', 'resources', 'events', 'resources']);
    status('UPDATE_COMPLETE');
    happen(1, 'UPDATE_COMPLETE');
    await run();
    await run();
    expect(asked.slice(4)).toEqual(['events', 'resources']);
    expect([await stored(), await recorded()]).toEqual([2, 2]);
  });

  it('asks for pages of stacks, and for nothing more of those that did not change', async () => {
    const names = Array.from({ length: 250 }, (_, i) => `claims-${i}`);
    let changed: string[] = [];
    cloudFormation
      .on(DescribeStacksCommand)
      .callsFake(async ({ NextToken }: { NextToken?: string }) => {
        asked.push('stacks');
        const from = Number(NextToken ?? 0);
        return {
          Stacks: names.slice(from, from + 100).map(name =>
            describedStack(name, {
              StackStatus: 'UPDATE_COMPLETE',
              ...(changed.includes(name)
                ? { LastUpdatedTime: new Date(START + 60_000) }
                : {}),
            }),
          ),
          ...(from + 100 < names.length ? { NextToken: `${from + 100}` } : {}),
        };
      });
    await run();
    asked = [];
    await run();
    expect(asked).toEqual(['stacks', 'stacks', 'stacks']);
    asked = [];
    changed = ['claims-7', 'claims-240'];
    await run();
    const detail = ['events', 'resources'];
    expect(asked.slice(3)).toEqual([...detail, ...detail]);
  });

  it('keeps the names of stacks that no unit has, and nothing else of them', async () => {
    cloudFormation.on(DescribeStacksCommand).resolves({
      Stacks: [
        describedStack('claims', { StackStatus: 'UPDATE_COMPLETE' }),
        describedStack('claims-edge', { Tags: [{ Key: 'team', Value: 'x' }] }),
        describedStack('claims-nested', { Tags: [], ParentId: 'claims' }),
      ],
    });
    await run();
    expect(
      await database.stores.foreignStacks.foreignStacksLike(
        PLACE.account,
        'claims',
      ),
    ).toEqual([{ ...PLACE, name: 'claims-edge' }]);
    expect(asked).toEqual(['events', 'resources']);
  });

  it('goes back to the beginning at first, and later to the newest event that it knows', async () => {
    status('UPDATE_COMPLETE');
    happen(70, 'UPDATE_COMPLETE');
    await run();
    expect(asked).toEqual([
      'events',
      'events 10',
      'events 20',
      'events 30',
      'events 40',
      'events 50',
      'events 60',
      'resources',
    ]);
    expect([await stored(), await recorded()]).toEqual([70, 70]);

    asked = [];
    happen(12, 'UPDATE_COMPLETE');
    status('UPDATE_IN_PROGRESS');
    await run();
    expect(asked).toEqual(['events', 'events 10', 'resources']);
    expect([await stored(), await recorded()]).toEqual([82, 82]);
  });

  it('keeps the resource that failed first, however many events its failure caused', async () => {
    status('UPDATE_COMPLETE');
    happen(1, 'UPDATE_IN_PROGRESS');
    events.push(
      describedEvent('claims', {
        EventId: 'cause',
        Timestamp: new Date(START + 1000),
        LogicalResourceId: 'Database',
        PhysicalResourceId: 'claims-database',
        ResourceType: 'AWS::RDS::DBInstance',
        ResourceStatus: 'UPDATE_FAILED',
        ResourceStatusReason: 'The instance class is not offered.',
      }),
    );
    happen(1500, 'UPDATE_ROLLBACK_IN_PROGRESS');
    await run();
    expect(
      await ledger.entriesOf(REPOSITORY, 'environments/claims', {
        limit: 2000,
      }),
    ).toContainEqual(
      expect.objectContaining({
        summary:
          'claims: Database UPDATE_FAILED - The instance class is not offered.',
      }),
    );
  });

  it('reads a stack that it began to its end, and leaves others to later sweeps, known ones first', async () => {
    const stacks = ['billing', 'claims', 'dunning'];
    cloudFormation.on(DescribeStacksCommand).resolves({
      Stacks: stacks.map(name => describedStack(name)),
    });
    const stackOf = ({ StackName }: DescribeStackEventsCommandInput) =>
      stacks.find(name => stackArn(name) === StackName) ?? '';
    cloudFormation
      .on(DescribeStackEventsCommand)
      .callsFake(async (input: DescribeStackEventsCommandInput) => {
        const name = stackOf(input);
        asked.push(name);
        const page = Number(input.NextToken ?? 0);
        return {
          StackEvents: [
            describedEvent(name, {
              EventId: `${name}-${page}`,
              Timestamp: new Date(START - page * 1000),
            }),
          ],
          ...(page < 500 ? { NextToken: String(page + 1) } : {}),
        };
      });
    const detailed = async () =>
      (await database.stores.stacks.listStacks()).flatMap(
        ({ name, detailMarker }) => (detailMarker ? [name] : []),
      );
    await run();
    expect(await detailed()).toEqual(['billing']);
    expect(asked.filter(name => name === 'billing')).toHaveLength(501);

    asked = [];
    cloudFormation.on(DescribeStacksCommand).resolves({
      Stacks: stacks.map(name =>
        describedStack(name, {
          StackStatus: 'UPDATE_COMPLETE',
          LastUpdatedTime: new Date(START),
        }),
      ),
    });
    await run();
    expect(asked.filter(name => name !== 'resources').slice(0, 2)).toEqual([
      'billing',
      'claims',
    ]);
    await run();
    expect(await detailed()).toEqual(stacks);
  });

  it.each([
    [
      'AccessDenied',
      'User is not authorized, with an explicit deny in a policy',
    ],
    ['Throttling', 'Rate exceeded'],
  ])(
    'goes on where CloudFormation refuses one stack (%s), names it, and asks again',
    async (name, message) => {
      const answer = (...refused: string[]) => {
        cloudFormation
          .on(ListStackResourcesCommand)
          .callsFake(async ({ StackName }: { StackName: string }) => {
            asked.push(StackName);
            if (refused.includes(StackName)) {
              throw new CloudFormationServiceException({
                name,
                message,
                $fault: 'client',
                $metadata: { httpStatusCode: 400 },
              });
            }
            return { StackResourceSummaries: [] };
          });
      };
      cloudFormation.on(DescribeStacksCommand).resolves({
        Stacks: ['billing', 'claims'].map(stack => describedStack(stack)),
      });
      answer(stackArn('billing'));
      const { changes, refusals } = await run();
      expect(changes.added).toHaveLength(2);
      expect(refusals.map(({ reason }) => reason)).toEqual([
        `billing: ${name}: ${message}.`,
      ]);
      asked = [];
      answer();
      expect((await run()).refusals).toEqual([]);
      expect(asked).toEqual(['events', stackArn('billing')]);
    },
  );

  it('does not go on where no stack would be told of', async () => {
    cloudFormation.on(DescribeStacksCommand).resolves({
      Stacks: ['billing', 'claims'].map(stack => describedStack(stack)),
    });
    cloudFormation.on(ListStackResourcesCommand).rejects(
      new CloudFormationServiceException({
        name: 'ExpiredToken',
        message: 'The security token included in the request is expired',
        $fault: 'client',
        $metadata: {},
      }),
    );
    await expect(run()).rejects.toThrow('is expired');
    expect(cloudFormation.commandCalls(ListStackResourcesCommand)).toHaveLength(
      1,
    );
  });

  it('takes up a reading that was cut off, and leaves no fact of it out', async () => {
    status('UPDATE_COMPLETE');
    happen(25, 'UPDATE_COMPLETE');
    jest.spyOn(ledger, 'append').mockRejectedValueOnce(new Error('not today'));
    await expect(run()).rejects.toThrow('not today');
    await run();
    expect([await stored(), await recorded()]).toEqual([25, 25]);
  });

  it('waits with the events of a unit whose repository has not been read since, and then has them all', async () => {
    status('UPDATE_COMPLETE');
    happen(25, 'UPDATE_COMPLETE');
    const two = sweep(OTHER_REPOSITORY, REPOSITORY);
    await run(two);
    expect([await stored(), await recorded()]).toEqual([0, 0]);

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
    await run(two);
    expect([await stored(), await recorded()]).toEqual([25, 25]);
  });

  it('is done with a stack whose unit is in no repository', async () => {
    status('UPDATE_COMPLETE');
    happen(1, 'UPDATE_COMPLETE');
    const two = sweep(OTHER_REPOSITORY, REPOSITORY);
    for (const repository of [OTHER_REPOSITORY, REPOSITORY]) {
      await database.stores.readings.succeeded(repositorySource(repository), {
        at: new Date(START + 60_000),
      });
    }
    await run(two);
    await run(two);
    expect(asked).toEqual(['events', 'resources']);
    expect([await stored(), await recorded()]).toEqual([1, 0]);
  });
});
