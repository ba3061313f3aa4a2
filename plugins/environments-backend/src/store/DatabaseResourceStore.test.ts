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

  it('knows the physical resources of the stacks that live in a place, or in all of an account', async () => {
    const { resources, stacks } = database.stores;
    await stacks.replaceStacks(PLACE, [stack('claims')], { at: NOW });
    const bucket = {
      logicalId: 'Bucket',
      physicalId: 'claims-bucket',
      resourceType: 'AWS::S3::Bucket',
      status: 'CREATE_COMPLETE',
    };
    const planned = {
      logicalId: 'Topic',
      resourceType: 'AWS::SNS::Topic',
      status: 'CREATE_IN_PROGRESS',
    };
    await resources.replaceResources('arn:claims', [bucket, planned]);
    expect(await resources.ownedResources(PLACE)).toEqual([
      {
        physicalId: 'claims-bucket',
        logicalId: 'Bucket',
        resourceType: 'AWS::S3::Bucket',
        stack: expect.objectContaining({ name: 'claims' }),
      },
    ]);
    const elsewhere = { account: ACCOUNT, region: 'us-west-2' };
    expect(await resources.ownedResources(elsewhere)).toEqual([]);
    const ids = async (account: string) =>
      (await resources.ownedResources({ account })).map(r => r.physicalId);
    expect(await ids(ACCOUNT)).toEqual(['claims-bucket']);
    expect(await ids('111122223333')).toEqual([]);
    await stacks.replaceStacks(PLACE, [], { at: NOW });
    expect(await resources.listResources('arn:claims')).toEqual([]);
    // A reading that began before the stack went ends after it.
    await resources.replaceResources('arn:claims', [bucket]);
    expect(await resources.ownedResources(PLACE)).toEqual([]);
  });
});
