import type { Alarm } from '@plinth/plugin-environments-common';
import { createStores } from './createStores';
import { engines, TestDatabase } from '../__testUtils__/databases';
import { PLACE, stackReading as stack } from '../__testUtils__/stackReading';

const NOW = new Date('2026-05-10T12:00:00Z');

describe.each(engines)('alarms on %s', (_, create) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  it('finds the alarms that are resources of a stack, within its place', async () => {
    const { alarms, resources, stacks } = database.stores;
    const elsewhere = { ...PLACE, region: 'us-west-2' };
    const alarm = (name: string, place = PLACE): Alarm => ({
      ...place,
      name,
      state: 'ALARM',
      description: 'Errors. Runbook: https://example.com/runbook',
    });
    await stacks.replaceStacks(PLACE, [stack('claims')], { at: NOW });
    await resources.replaceResources('arn:claims', [
      {
        logicalId: 'Alarm',
        physicalId: 'claims-errors',
        resourceType: 'AWS::CloudWatch::Alarm',
        status: 'CREATE_COMPLETE',
      },
    ]);
    await alarms.replaceAlarms(PLACE, [alarm('claims-errors'), alarm('x')]);
    await alarms.replaceAlarms(elsewhere, [alarm('claims-errors', elsewhere)]);
    expect(await alarms.alarmsOf(['arn:claims'])).toEqual([
      {
        stackId: 'arn:claims',
        alarm: expect.objectContaining({
          ...PLACE,
          name: 'claims-errors',
          runbookUrl: 'https://example.com/runbook',
        }),
      },
    ]);
    await alarms.replaceAlarms(PLACE, []);
    expect(await alarms.alarmsOf(['arn:claims'])).toEqual([]);
  });

  it('leads to the runbook at its address, or to its name below where runbooks are read', async () => {
    const { resources, stacks } = database.stores;
    const descriptions = {
      address: 'Severity: warning. Runbook: https://example.com/cpu.md',
      file: 'Severity: warning. Runbook: docs/runbooks/database-cpu.md',
      none: 'See the README.md of the team',
    };
    const urlsBy = async (runbooksUrl?: string) => {
      const { alarms } = createStores(database.knex, { runbooksUrl });
      await alarms.replaceAlarms(
        PLACE,
        Object.entries(descriptions).map(([name, description]) => ({
          ...PLACE,
          name,
          state: 'OK' as const,
          description,
        })),
      );
      const found = await alarms.alarmsOf(['arn:claims']);
      return found.map(({ alarm }) => alarm.runbookUrl);
    };
    await stacks.replaceStacks(PLACE, [stack('claims')], { at: NOW });
    await resources.replaceResources(
      'arn:claims',
      Object.keys(descriptions).map(name => ({
        logicalId: name,
        physicalId: name,
        resourceType: 'AWS::CloudWatch::Alarm',
        status: 'CREATE_COMPLETE',
      })),
    );
    const address = 'https://example.com/cpu.md';
    expect(await urlsBy('/docs/runbooks')).toEqual([
      address,
      '/docs/runbooks/database-cpu',
      undefined,
    ]);
    expect(await urlsBy()).toEqual([address, undefined, undefined]);
  });
});
