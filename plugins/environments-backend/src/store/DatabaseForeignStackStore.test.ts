import { engines, TestDatabase } from '../__testUtils__/databases';
import { ACCOUNT, REGION } from '../__testUtils__/awsAnswers';

const PLACE = { account: ACCOUNT, region: REGION };
const WEST = { account: ACCOUNT, region: 'us-west-2' };

describe.each(engines)('foreign stacks on %s', (_, create) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  const like = async (name: string, account = ACCOUNT) =>
    (await database.stores.foreignStacks.foreignStacksLike(account, name)).map(
      stack => `${stack.region} ${stack.name}`,
    );

  it('are those of the last reading of each place, found by the names that a unit could take', async () => {
    const { foreignStacks } = database.stores;
    await foreignStacks.replaceForeignStacks(PLACE, ['gone', 'claims']);
    await foreignStacks.replaceForeignStacks(PLACE, [
      'claims',
      'claims-edge',
      'claimsdesk',
      ...Array.from({ length: 1500 }, (__, i) => `other-${i}`),
    ]);
    await foreignStacks.replaceForeignStacks(WEST, ['claims-dr', 'claims']);
    expect(await like('claims')).toEqual([
      'us-east-1 claims',
      'us-west-2 claims',
      'us-west-2 claims-dr',
      'us-east-1 claims-edge',
    ]);
    expect(await like('gone')).toEqual([]);
    expect(await like('claims', '999988887777')).toEqual([]);
    expect(await like('%')).toEqual([]);
    await foreignStacks.replaceForeignStacks(PLACE, []);
    expect(await like('claims')).toEqual([
      'us-west-2 claims',
      'us-west-2 claims-dr',
    ]);
  });
});
