import { engines, TestDatabase } from '../__testUtils__/databases';
import { PLACE, stackReading as stack } from '../__testUtils__/stackReading';

const NOW = new Date('2026-05-10T12:00:00Z');

function resource(logicalId: string, physicalId: string) {
  return {
    logicalId,
    physicalId,
    resourceType: 'AWS::S3::Bucket',
    status: 'CREATE_COMPLETE',
  };
}

describe.each(engines)('drift on %s', (_, create) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  it('keeps why drift could not be checked until it is checked', async () => {
    const { drift, stacks } = database.stores;
    await stacks.replaceStacks(PLACE, [stack('claims')], { at: NOW });
    const claims = async () => (await stacks.listStacks(PLACE))[0];
    await drift.driftRequested('arn:claims', {
      detectionId: 'd1',
      at: new Date('2026-05-10T11:00:00Z'),
    });
    await drift.driftNotChecked('arn:claims', { reason: 'Not now.' });
    expect(await claims()).toMatchObject({
      drift: { status: 'NOT_CHECKED', reason: 'Not now.' },
      driftDetectionId: 'd1',
      driftRequestedAt: '2026-05-10T11:00:00.000Z',
    });
    await drift.driftNotChecked('arn:claims', {
      reason: 'Never.',
      refusedAt: NOW,
    });
    expect(await claims()).toMatchObject({
      drift: { reason: 'Never.' },
      driftRequestedAt: NOW.toISOString(),
    });
    await drift.setDrift('arn:claims', {
      checkedAt: NOW.toISOString(),
      status: 'IN_SYNC',
      resources: [],
    });
    expect((await claims()).drift).not.toHaveProperty('reason');
  });

  it('keeps drift with its coverage, and over a new reading of resources', async () => {
    const { drift, resources: store, stacks } = database.stores;
    await stacks.replaceStacks(PLACE, [stack('claims')], { at: NOW });
    const resources = [
      resource('A', 'a'),
      resource('B', 'b'),
      resource('C', 'c'),
    ];
    await store.replaceResources('arn:claims', resources);
    await drift.driftRequested('arn:claims', { detectionId: 'd1', at: NOW });
    await drift.setDrift('arn:claims', {
      checkedAt: NOW.toISOString(),
      status: 'DRIFTED',
      resources: [
        { logicalId: 'A', drift: 'IN_SYNC', differences: [] },
        {
          logicalId: 'B',
          drift: 'MODIFIED',
          differences: [
            { path: '/Name', type: 'NOT_EQUAL', expected: 'x', actual: 'y' },
          ],
        },
      ],
    });
    await store.replaceResources('arn:claims', resources);
    const [claims] = await stacks.listStacks(PLACE);
    expect(claims.driftDetectionId).toBeUndefined();
    expect(claims.drift).toEqual({
      status: 'DRIFTED',
      checkedResources: 2,
      totalResources: 3,
      driftedResources: 1,
      checkedAt: NOW.toISOString(),
    });
    const read = await store.listResources('arn:claims');
    expect(read.map(r => r.drift)).toEqual([
      'IN_SYNC',
      'MODIFIED',
      'NOT_CHECKED',
    ]);
    expect(read[1].differences).toEqual([
      { path: '/Name', type: 'NOT_EQUAL', expected: 'x', actual: 'y' },
    ]);
  });
});
