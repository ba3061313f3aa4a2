import { engines, TestDatabase } from '../__testUtils__/databases';
import { PLACE, stackReading as stack } from '../__testUtils__/stackReading';

const NOW = new Date('2026-05-10T12:00:00Z');

describe.each(engines)('statements on %s', (_, create) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  it('keeps what a template states over new readings of the stack', async () => {
    const { stacks, statements } = database.stores;
    const { added } = await stacks.replaceStacks(
      PLACE,
      [stack('claims', { outputs: ['VpcId'] })],
      { at: NOW },
    );
    expect(added[0]).not.toHaveProperty('outputs');
    const [before] = await stacks.listStacks(PLACE);
    expect(before.recovery).toBeUndefined();
    expect(before.templateMarker).toBeUndefined();
    const recovery = [
      {
        name: 'database',
        event: 'zone',
        rpoMinutes: 0,
        rtoMinutes: 2.5,
        basis: 'A standby',
      },
    ];
    const drills = [
      {
        date: '2026-03-12',
        exercise: 'restore',
        minutes: 70,
        lostMinutes: 0,
      },
    ];
    expect(before.drills).toBeUndefined();
    await statements.setStatements(
      'arn:claims',
      { recovery, drills },
      { marker: 'state 1' },
    );
    await stacks.replaceStacks(
      PLACE,
      [stack('claims', { outputs: ['VpcId', 'KeyArn'] })],
      { at: NOW },
    );
    expect(await stacks.listStacks(PLACE)).toMatchObject([
      {
        outputs: ['VpcId', 'KeyArn'],
        recovery,
        drills,
        templateMarker: 'state 1',
      },
    ]);
  });
});
