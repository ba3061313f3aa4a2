import type { StoredStackEvent } from '../store';
import { operationsOf, timelineOf, type TimelineStack } from './timelineOf';

const stackNamed = (name: string): TimelineStack => ({
  name,
  stackId: `arn:${name}`,
  account: '111122223333',
  region: 'us-east-1',
});
const STACK = stackNamed('claims');
const at = (second: number) =>
  new Date(Date.UTC(2026, 4, 1, 10, 0, second)).toISOString();

/** `second status of-what: reason`, of the stack itself without a name. */
function event(
  second: number,
  status: string,
  logicalId?: string,
  more: Partial<StoredStackEvent> = {},
): StoredStackEvent {
  const stackId = more.stackId ?? STACK.stackId;
  return {
    id: `${stackId} ${second} ${status} ${logicalId}`,
    stackId,
    at: at(second),
    logicalId: logicalId ?? 'claims',
    physicalId: logicalId ? `physical-${logicalId}` : stackId,
    resourceType: logicalId ? 'AWS::S3::Bucket' : 'AWS::CloudFormation::Stack',
    status,
    ...more,
  };
}

const UPDATE = [
  event(0, 'UPDATE_IN_PROGRESS'),
  event(1, 'UPDATE_IN_PROGRESS', 'Database'),
  event(2, 'CREATE_IN_PROGRESS', 'Bucket'),
  event(2, 'CREATE_IN_PROGRESS', 'Bucket', { id: 'again' }),
  event(3, 'CREATE_IN_PROGRESS', 'Cache'),
  event(5, 'CREATE_COMPLETE', 'Bucket'),
  event(8, 'UPDATE_FAILED', 'Database', { reason: 'Quota exceeded' }),
  event(9, 'CREATE_FAILED', 'Cache', { reason: 'Resource creation cancelled' }),
  event(10, 'UPDATE_ROLLBACK_IN_PROGRESS', undefined, {
    reason: 'The following resource(s) failed to update: [Database].',
  }),
  event(11, 'UPDATE_IN_PROGRESS', 'Database'),
  event(14, 'UPDATE_COMPLETE', 'Database'),
  event(15, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'),
  event(16, 'DELETE_IN_PROGRESS', 'Bucket'),
  event(18, 'DELETE_COMPLETE', 'Bucket'),
  event(19, 'UPDATE_ROLLBACK_COMPLETE'),
];

/** `Resource: action outcome from-until`, the likely cause with a star. */
function drawn(events: StoredStackEvent[], stack = STACK) {
  const second = (time?: string) =>
    time === undefined ? '' : (Date.parse(time) - Date.parse(at(0))) / 1000;
  return timelineOf([{ stack, events }]).flatMap(({ phases, resources }) =>
    [{ logicalId: 'stack', phases, likelyCause: false }, ...resources].map(
      ({ logicalId, phases: own, likelyCause }) =>
        `${likelyCause ? '*' : ''}${logicalId}: ${own
          .map(
            ({ action, outcome, startedAt, finishedAt }) =>
              `${action} ${outcome} ${second(startedAt)}-${second(finishedAt)}`,
          )
          .join(', ')}`,
    ),
  );
}

describe('the timeline of a deployment', () => {
  it('says what was done with each resource from when to when, and marks what failed first by itself', () => {
    expect(drawn(UPDATE)).toEqual([
      'stack: update failed 0-10, rollBack succeeded 10-19',
      '*Database: update failed 1-8, rollBack succeeded 11-14',
      'Bucket: create succeeded 2-5, rollBack succeeded 16-18',
      'Cache: create cancelled 3-9',
    ]);
    const [{ resources }] = timelineOf([{ stack: STACK, events: UPDATE }]);
    expect(resources[0]).toMatchObject({
      physicalId: 'physical-Database',
      phases: [{ reason: 'Quota exceeded' }, {}],
    });
  });

  it.each<[string, StoredStackEvent[], string[]]>([
    ['nothing', [], ['stack: ']],
    [
      'what goes on',
      UPDATE.slice(0, 6),
      [
        'stack: update running 0-',
        'Database: update running 1-',
        'Bucket: create succeeded 2-5',
        'Cache: create running 3-',
      ],
    ],
    [
      'an update that removes what it replaced at its end',
      [
        event(0, 'UPDATE_IN_PROGRESS'),
        event(1, 'UPDATE_IN_PROGRESS', 'Bucket'),
        event(2, 'UPDATE_COMPLETE', 'Bucket'),
        event(3, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'),
        event(4, 'DELETE_IN_PROGRESS', 'Bucket'),
        event(6, 'DELETE_COMPLETE', 'Bucket'),
        event(7, 'UPDATE_COMPLETE'),
      ],
      [
        'stack: update succeeded 0-3, delete succeeded 3-7',
        'Bucket: update succeeded 1-2, delete succeeded 4-6',
      ],
    ],
    [
      'a resource of whose end nothing was told',
      [
        event(0, 'CREATE_IN_PROGRESS'),
        event(1, 'CREATE_IN_PROGRESS', 'Bucket'),
        event(4, 'CREATE_COMPLETE'),
      ],
      ['stack: create succeeded 0-4', 'Bucket: create cancelled 1-4'],
    ],
    [
      'a failure of whose beginning nothing was told',
      [event(0, 'CREATE_IN_PROGRESS'), event(2, 'CREATE_FAILED', 'Bucket')],
      ['stack: create running 0-', '*Bucket: create failed 2-2'],
    ],
  ])('draws %s', (_, events, expected) => {
    expect(drawn(events)).toEqual(expected);
  });

  it('finds the cause in a nested stack, which says in what it is nested', () => {
    const nested = stackNamed('claims-nested');
    const inNested = { stackId: nested.stackId };
    const asResource = {
      physicalId: nested.stackId,
      resourceType: 'AWS::CloudFormation::Stack',
    };
    const stacks = timelineOf([
      {
        stack: STACK,
        events: [
          event(0, 'UPDATE_IN_PROGRESS'),
          event(1, 'UPDATE_IN_PROGRESS', 'Nested', asResource),
          event(4, 'UPDATE_FAILED', 'Nested', asResource),
        ],
      },
      {
        stack: nested,
        events: [
          event(2, 'UPDATE_IN_PROGRESS', undefined, inNested),
          event(3, 'UPDATE_FAILED', 'Bucket', inNested),
        ],
      },
    ]);
    expect(
      stacks.map(({ stackName, nestedIn, resources }) => [
        stackName,
        nestedIn,
        resources.map(({ logicalId, likelyCause }) => [logicalId, likelyCause]),
      ]),
    ).toEqual([
      ['claims', undefined, [['Nested', undefined]]],
      ['claims-nested', 'claims', [['Bucket', true]]],
    ]);
  });

  it('tells operations apart, without what is left of one that began before', () => {
    const before = event(-1, 'UPDATE_COMPLETE', 'Bucket');
    const next = event(30, 'UPDATE_IN_PROGRESS');
    expect(operationsOf([before, ...UPDATE, next])).toEqual([UPDATE, [next]]);
  });
});
