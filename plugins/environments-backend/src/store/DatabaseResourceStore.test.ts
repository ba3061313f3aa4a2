import { ACCOUNT } from '../__testUtils__/awsAnswers';
import { engines, TestDatabase } from '../__testUtils__/databases';
import { PLACE, stackReading as stack } from '../__testUtils__/stackReading';

const NOW = new Date('2026-05-10T12:00:00Z');

describe.each(engines)('resources on %s', (_, create) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  it('finds the owner of a physical ID among the stacks that live in the place', async () => {
    const { resources, stacks } = database.stores;
    await stacks.replaceStacks(PLACE, [stack('claims')], { at: NOW });
    const bucket = {
      logicalId: 'Bucket',
      physicalId: 'claims-bucket',
      resourceType: 'AWS::S3::Bucket',
      status: 'CREATE_COMPLETE',
    };
    await resources.replaceResources('arn:claims', [bucket]);
    expect(await resources.ownersOf(PLACE, ['claims-bucket', 'y'])).toEqual([
      {
        physicalId: 'claims-bucket',
        logicalId: 'Bucket',
        resourceType: 'AWS::S3::Bucket',
        stack: expect.objectContaining({ name: 'claims' }),
      },
    ]);
    const elsewhere = { account: ACCOUNT, region: 'us-west-2' };
    expect(await resources.ownersOf(elsewhere, ['claims-bucket'])).toEqual([]);
    await stacks.replaceStacks(PLACE, [], { at: NOW });
    expect(await resources.listResources('arn:claims')).toEqual([]);
    // A reading that began before the stack went ends after it.
    await resources.replaceResources('arn:claims', [bucket]);
    expect(await resources.ownersOf(PLACE, ['claims-bucket'])).toEqual([]);
  });
});
