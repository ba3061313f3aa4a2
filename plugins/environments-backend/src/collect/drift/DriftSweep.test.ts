import {
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  StackDriftDetectionStatus,
  StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { REGION } from '../../__testUtils__/awsAnswers';
import { createSqlite, TestDatabase } from '../../__testUtils__/databases';
import { PLACE, stackReading } from '../../__testUtils__/stackReading';
import type { RegionClients } from '../aws/AwsClients';
import { DriftSweep } from './DriftSweep';

const HOUR_MS = 3_600_000;

function drift(
  logicalId: string,
  status: StackResourceDrift['StackResourceDriftStatus'],
): StackResourceDrift {
  return {
    StackId: 'arn:claims',
    LogicalResourceId: logicalId,
    ResourceType: 'AWS::S3::Bucket',
    StackResourceDriftStatus: status,
    Timestamp: new Date('2026-05-10T12:00:30Z'),
    ...(status === 'MODIFIED'
      ? {
          PropertyDifferences: [
            {
              PropertyPath: '/Tags/0/Value',
              ExpectedValue: 'claims',
              ActualValue: 'other',
              DifferenceType: 'NOT_EQUAL',
            },
          ],
        }
      : {}),
  };
}

describe('the sweep of drift', () => {
  const cloudFormation = mockClient(CloudFormationClient);
  let database: TestDatabase;
  let now: Date;
  let detections: number;

  beforeEach(async () => {
    database = await createSqlite();
    now = new Date('2026-05-10T12:00:00Z');
    detections = 0;
    cloudFormation.reset();
    cloudFormation.on(DetectStackDriftCommand).callsFake(() => {
      detections += 1;
      return { StackDriftDetectionId: `detection-${detections}` };
    });
  });
  afterEach(() => database.destroy());

  const run = () =>
    new DriftSweep({ ...database.stores, maxAgeMs: 6 * HOUR_MS }).run(
      {
        ...PLACE,
        cloudFormation: new CloudFormationClient({ region: REGION }),
      } as RegionClients,
      { now: () => now },
    );
  const replace = (...names: string[]) =>
    database.stores.stacks.replaceStacks(
      PLACE,
      names.map(name => stackReading(name)),
      { at: now },
    );
  const detected = () =>
    cloudFormation
      .commandCalls(DetectStackDriftCommand)
      .map(call => call.args[0].input.StackName);
  const stored = async () => (await database.stores.stacks.listStacks())[0];
  const answer = (
    status: StackDriftDetectionStatus,
    ...drifts: StackResourceDrift[]
  ) => {
    cloudFormation
      .on(DescribeStackDriftDetectionStatusCommand)
      .resolves({ DetectionStatus: status });
    cloudFormation
      .on(DescribeStackResourceDriftsCommand)
      .resolves({ StackResourceDrifts: drifts });
  };

  it('looks again at once where somebody wants it, before those whose check is old', async () => {
    const names = [...'abcdefghijkl'];
    await replace(...names);
    for (const name of names) {
      await database.stores.drift.setDrift(`arn:${name}`, {
        checkedAt: '2026-05-10T05:00:00.000Z',
        status: 'IN_SYNC',
        resources: [],
      });
    }
    await database.stores.drift.wantDrift(['arn:l'], now);
    // An edit that is read late wants nothing that is not wanted already.
    await database.stores.drift.wantDrift(
      ['arn:l'],
      new Date('2026-05-10T04:00:00.000Z'),
    );
    now = new Date('2026-05-10T12:01:00Z');
    await run();
    expect(detected()).toHaveLength(10);
    expect(detected()[0]).toBe('arn:l');
    answer('DETECTION_COMPLETE');
    now = new Date('2026-05-10T12:02:00Z');
    await run();
    cloudFormation.resetHistory();
    await run();
    expect(detected()).not.toContain('arn:l');
  });

  it('starts a detection, waits for no outcome, and reads it in a later sweep', async () => {
    await replace('claims');
    await database.stores.resources.replaceResources(
      'arn:claims',
      ['Bucket', 'Topic', 'Queue'].map(logicalId => ({
        logicalId,
        resourceType: 'AWS::S3::Bucket',
        status: 'CREATE_COMPLETE',
      })),
    );
    await run();
    expect(detected()).toEqual(['arn:claims']);

    answer('DETECTION_IN_PROGRESS');
    now = new Date('2026-05-10T12:02:00Z');
    await run();
    expect(
      cloudFormation.commandCalls(DescribeStackResourceDriftsCommand),
    ).toHaveLength(0);

    cloudFormation
      .on(DescribeStackDriftDetectionStatusCommand)
      .resolves({ DetectionStatus: 'DETECTION_COMPLETE' });
    cloudFormation
      .on(DescribeStackResourceDriftsCommand, { StackName: 'arn:claims' })
      .resolvesOnce({
        StackResourceDrifts: [drift('Bucket', 'MODIFIED')],
        NextToken: 'more',
      })
      .resolvesOnce({
        StackResourceDrifts: [
          drift('Topic', 'IN_SYNC'),
          drift('Queue', 'UNSUPPORTED'),
        ],
      });
    now = new Date('2026-05-10T12:04:00Z');
    await run();
    expect(await stored()).toMatchObject({
      drift: {
        status: 'DRIFTED',
        // When it was asked for, not when it was read.
        checkedAt: '2026-05-10T12:00:00.000Z',
        checkedResources: 2,
        driftedResources: 1,
      },
    });
    expect(
      await database.stores.resources.listResources('arn:claims'),
    ).toMatchObject([
      {
        logicalId: 'Bucket',
        drift: 'MODIFIED',
        differences: [
          {
            path: '/Tags/0/Value',
            type: 'NOT_EQUAL',
            expected: 'claims',
            actual: 'other',
          },
        ],
      },
      { logicalId: 'Queue', drift: 'NOT_CHECKED' },
      { logicalId: 'Topic', drift: 'IN_SYNC' },
    ]);

    now = new Date('2026-05-10T18:00:00Z');
    await run();
    expect(detected()).toHaveLength(1);
    now = new Date('2026-05-10T18:00:01Z');
    await run();
    expect(detected()).toHaveLength(2);
  });

  it.each<[string, StackResourceDrift[], string]>([
    ['a deleted resource is drift', [drift('A', 'DELETED')], 'DRIFTED'],
    [
      'all that could be checked is as it should be',
      [drift('A', 'IN_SYNC'), drift('B', 'NOT_CHECKED')],
      'IN_SYNC',
    ],
    [
      'nothing could be checked',
      [drift('A', 'UNSUPPORTED'), drift('B', 'UNKNOWN')],
      'UNKNOWN',
    ],
    ['there is nothing to check', [], 'UNKNOWN'],
  ])('tells when %s', async (_, drifts, status) => {
    await replace('claims');
    await run();
    answer('DETECTION_COMPLETE', ...drifts);
    await run();
    expect((await stored()).drift.status).toBe(status);
  });

  it('takes what a failed detection could check, and asks again when it checked nothing', async () => {
    await replace('claims');
    await run();
    answer('DETECTION_FAILED');
    await run();
    expect(await stored()).toMatchObject({ drift: { status: 'NOT_CHECKED' } });
    expect((await stored()).driftDetectionId).toBeUndefined();

    await run();
    expect(detected()).toHaveLength(2);
    answer('DETECTION_FAILED', drift('Bucket', 'IN_SYNC'));
    await run();
    expect(await stored()).toMatchObject({ drift: { status: 'IN_SYNC' } });
  });

  it('asks again for an outcome that CloudFormation keeps no longer', async () => {
    await replace('claims');
    await run();
    cloudFormation.on(DescribeStackDriftDetectionStatusCommand).rejects(
      new CloudFormationServiceException({
        name: 'ValidationError',
        message: 'Stack drift detection with id detection-1 does not exist',
        $fault: 'client',
        $metadata: {},
      }),
    );
    await run();
    await run();
    expect(detected()).toHaveLength(2);
    expect((await stored()).driftDetectionId).toBe('detection-2');
  });

  it('keeps a detection whose status is not told now', async () => {
    await replace('claims');
    await run();
    cloudFormation
      .on(DescribeStackDriftDetectionStatusCommand)
      .rejects(new Error('not today'));
    await expect(run()).rejects.toThrow('not today');
    expect((await stored()).driftDetectionId).toBe('detection-1');
  });

  it('checks other stacks where CloudFormation refuses one, and says of that why', async () => {
    await replace('billing', 'claims');
    const refuse = (name: string, message: string) =>
      new CloudFormationServiceException({
        name,
        message,
        $fault: 'client',
        $metadata: { httpStatusCode: 400 },
      });
    cloudFormation
      .on(DetectStackDriftCommand, { StackName: 'arn:billing' })
      .rejects(refuse('AccessDenied', 'not authorized, with an explicit deny'));
    const reason =
      'billing: AccessDenied: not authorized, with an explicit deny.';
    await expect(run()).rejects.toThrow(
      expect.objectContaining({ name: 'IncompleteReading', message: reason }),
    );
    expect(await database.stores.stacks.listStacks()).toMatchObject([
      { name: 'billing', drift: { status: 'NOT_CHECKED', reason } },
      { name: 'claims', driftDetectionId: 'detection-1' },
    ]);

    // The outcome of the other is kept for the next sweep, and what was refused is told no longer once it is checked.
    cloudFormation
      .on(DetectStackDriftCommand, { StackName: 'arn:billing' })
      .resolves({ StackDriftDetectionId: 'detection-2' });
    cloudFormation
      .on(DescribeStackDriftDetectionStatusCommand)
      .rejects(refuse('Throttling', 'Rate exceeded'));
    await expect(run()).rejects.toThrow('claims: Throttling: Rate exceeded.');
    answer('DETECTION_COMPLETE', drift('Bucket', 'IN_SYNC'));
    await run();
    const read = await database.stores.stacks.listStacks();
    expect(read.map(stack => stack.drift.status)).toEqual([
      'IN_SYNC',
      'IN_SYNC',
    ]);
    expect(read.flatMap(stack => stack.drift.reason ?? [])).toEqual([]);
  });

  it('comes to all stacks, though as many as go on at a time refuse each time', async () => {
    const refusing = [...'abcdefghij'];
    await replace(...refusing, 'k');
    for (const name of refusing) {
      cloudFormation
        .on(DetectStackDriftCommand, { StackName: `arn:${name}` })
        .rejects(
          new CloudFormationServiceException({
            name: 'AccessDenied',
            message: 'no',
            $fault: 'client',
            $metadata: {},
          }),
        );
    }
    await expect(run()).rejects.toThrow('7 more stacks likewise.');
    await expect(run()).rejects.toThrow('AccessDenied');
    expect(detected()).toContain('arn:k');
  });

  it('says why a detection failed', async () => {
    await replace('claims');
    await run();
    cloudFormation.on(DescribeStackDriftDetectionStatusCommand).resolves({
      DetectionStatus: 'DETECTION_FAILED',
      DetectionStatusReason: 'Failed to detect drift on resource [Bucket]',
    });
    cloudFormation
      .on(DescribeStackResourceDriftsCommand)
      .resolves({ StackResourceDrifts: [] });
    await run();
    expect((await stored()).drift.reason).toBe(
      'Failed to detect drift on resource [Bucket]',
    );
  });

  it('has ten detections go on at a time, for those first that were checked longest ago', async () => {
    const names = [...'lkjihgfedcba'];
    await replace(...names, 'never');
    for (const name of names) {
      await database.stores.drift.setDrift(`arn:${name}`, {
        checkedAt: `2026-05-09T${10 + 'abcdefghijkl'.indexOf(name)}:00:00.000Z`,
        status: 'IN_SYNC',
        resources: [],
      });
    }
    await run();
    const first = ['never', ...'abcdefghi'].map(name => `arn:${name}`);
    expect(detected()).toEqual(first);

    // Those that go on keep their places, and one that ends leaves it to the next.
    answer('DETECTION_IN_PROGRESS');
    await run();
    expect(detected()).toHaveLength(10);
    cloudFormation
      .on(DescribeStackDriftDetectionStatusCommand, {
        StackDriftDetectionId: 'detection-1',
      })
      .resolves({ DetectionStatus: 'DETECTION_COMPLETE' });
    await run();
    expect(detected()).toEqual([...first, 'arn:j']);
  });

  it('gives up a detection that does not end within an hour', async () => {
    await replace('claims');
    await run();
    answer('DETECTION_IN_PROGRESS');
    now = new Date('2026-05-10T13:00:00Z');
    await run();
    expect((await stored()).driftDetectionId).toBe('detection-1');
    now = new Date('2026-05-10T13:00:01Z');
    await run();
    await run();
    expect(detected()).toHaveLength(2);
    expect((await stored()).driftDetectionId).toBe('detection-2');
  });
});
