import fc from 'fast-check';
import type { StoredStackEvent } from '../store';
import { failuresOf } from './failuresOf';

const STACK = 'arn:claims';
let count = 0;

function event(
  status: string,
  options: { logicalId?: string; reason?: string } = {},
): StoredStackEvent {
  const { logicalId = 'claims', reason } = options;
  count += 1;
  return {
    id: `e${count}`,
    stackId: STACK,
    at: '2026-05-01T10:00:00.000Z',
    logicalId,
    physicalId: logicalId === 'claims' ? STACK : `physical-${logicalId}`,
    resourceType:
      logicalId === 'claims'
        ? 'AWS::CloudFormation::Stack'
        : 'AWS::RDS::DBInstance',
    status,
    reason,
  };
}

/** What CloudFormation tells of an update in which the database fails, oldest first. */
const FAILED_UPDATE = [
  event('UPDATE_IN_PROGRESS'),
  event('UPDATE_IN_PROGRESS', { logicalId: 'Database' }),
  event('UPDATE_FAILED', { logicalId: 'Database', reason: 'Quota exceeded' }),
  event('CREATE_FAILED', {
    logicalId: 'Cache',
    reason: 'Resource creation cancelled',
  }),
  event('UPDATE_ROLLBACK_IN_PROGRESS'),
  event('UPDATE_ROLLBACK_COMPLETE'),
];

const namesOf = (oldestFirst: StoredStackEvent[]) =>
  failuresOf(STACK, [...oldestFirst].reverse()).map(f => f.logicalId);

describe('failuresOf', () => {
  it('tells what failed and why, without what was cancelled for it', () => {
    expect(failuresOf(STACK, [...FAILED_UPDATE].reverse())).toEqual([
      {
        logicalId: 'Database',
        resourceType: 'AWS::RDS::DBInstance',
        message: 'Quota exceeded',
      },
    ]);
  });

  it.each<[string, StoredStackEvent[], string[]]>([
    ['no events', [], []],
    [
      'an operation after the one that failed',
      [...FAILED_UPDATE, event('UPDATE_IN_PROGRESS')],
      [],
    ],
    [
      'two failures, the first one first',
      [
        event('CREATE_IN_PROGRESS'),
        event('CREATE_FAILED', { logicalId: 'Cache', reason: 'No capacity' }),
        event('CREATE_FAILED', { logicalId: 'Database', reason: 'Quota' }),
      ],
      ['Cache', 'Database'],
    ],
    [
      'a rollback that fails, too, belongs to its update',
      [
        ...FAILED_UPDATE.slice(0, 5),
        event('UPDATE_FAILED', { logicalId: 'Queue', reason: 'In use' }),
        event('UPDATE_ROLLBACK_FAILED'),
      ],
      ['Database', 'Queue'],
    ],
    [
      'a failure in the cleanup after an update belongs to that update',
      [
        event('UPDATE_IN_PROGRESS'),
        event('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'),
        event('DELETE_FAILED', { logicalId: 'Bucket', reason: 'Not empty' }),
      ],
      ['Bucket'],
    ],
    [
      'a beginning that is older than the events that are kept',
      FAILED_UPDATE.slice(2),
      ['Database'],
    ],
    [
      'the failure of the stack itself',
      [event('CREATE_IN_PROGRESS'), event('CREATE_FAILED')],
      [],
    ],
  ])('%s', (_, oldestFirst, expected) => {
    expect(namesOf(oldestFirst)).toEqual(expected);
  });

  it('says the status where CloudFormation gives no reason', () => {
    expect(
      failuresOf(STACK, [event('CREATE_FAILED', { logicalId: 'Database' })]),
    ).toMatchObject([{ message: 'CREATE_FAILED' }]);
  });

  it('is not changed by whatever happened before the last operation', () => {
    const anyEvent = fc
      .record({
        status: fc.constantFrom(
          'CREATE_IN_PROGRESS',
          'UPDATE_IN_PROGRESS',
          'CREATE_FAILED',
          'UPDATE_ROLLBACK_COMPLETE',
        ),
        logicalId: fc.constantFrom('claims', 'Database', 'Cache'),
      })
      .map(({ status, logicalId }) => event(status, { logicalId }));
    fc.assert(
      fc.property(fc.array(anyEvent), before => {
        expect(namesOf([...before, ...FAILED_UPDATE])).toEqual(['Database']);
      }),
    );
  });
});
