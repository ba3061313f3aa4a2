import {
  CloudFormationClient,
  CloudFormationServiceException,
  GetTemplateSummaryCommand,
} from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { createSqlite, TestDatabase } from '../../__testUtils__/databases';
import { REGION } from '../../__testUtils__/awsAnswers';
import { PLACE, stackReading as stack } from '../../__testUtils__/stackReading';
import type { StackReading, StackStore } from '../../store';
import type { RegionClients } from '../aws/AwsClients';
import { TemplateSweep } from './TemplateSweep';

const NOW = new Date('2026-05-10T12:00:00Z');
const DATABASE = {
  name: 'database',
  event: 'zone',
  rpoMinutes: 0,
  rtoMinutes: 2,
  basis: 'A standby in another zone',
};

const DRILL = { date: '2026-03-12', exercise: 'restore', minutes: 70 };

describe('the sweep of templates', () => {
  const cloudFormation = mockClient(CloudFormationClient);
  let database: TestDatabase;
  let stacks: StackStore;
  let sweep: TemplateSweep;

  beforeEach(async () => {
    database = await createSqlite();
    stacks = database.stores.stacks;
    sweep = new TemplateSweep(database.stores);
    cloudFormation.reset();
    cloudFormation.on(GetTemplateSummaryCommand).resolves({
      Metadata: JSON.stringify({
        'Plinth::Recovery': [DATABASE],
        'Plinth::Drills': [DRILL],
      }),
    });
  });
  afterEach(() => database.destroy());

  const run = () =>
    sweep.run({
      ...PLACE,
      cloudFormation: new CloudFormationClient({ region: REGION }),
    } as RegionClients);
  const replace = (...readings: StackReading[]) =>
    stacks.replaceStacks(PLACE, readings, { at: NOW });
  const asked = () =>
    cloudFormation
      .commandCalls(GetTemplateSummaryCommand)
      .map(call => call.args[0].input.StackName);

  it('reads a template once for each update of its stack', async () => {
    await replace(stack('claims'));
    await run();
    await run();
    expect(asked()).toEqual(['arn:claims']);
    expect(await stacks.listStacks()).toMatchObject([
      { recovery: [DATABASE], drills: [DRILL] },
    ]);

    cloudFormation.on(GetTemplateSummaryCommand).resolves({});
    await replace(
      stack('claims', {
        status: 'UPDATE_COMPLETE',
        updatedAt: '2026-05-02T10:00:00.000Z',
      }),
    );
    await run();
    await run();
    expect(asked()).toEqual(['arn:claims', 'arn:claims']);
    expect(await stacks.listStacks()).toMatchObject([
      { recovery: [], drills: [] },
    ]);
  });

  it('waits for a stack that is changing, and keeps what it knew', async () => {
    await replace(stack('claims'));
    await run();
    await replace(
      stack('claims', {
        status: 'UPDATE_IN_PROGRESS',
        updatedAt: '2026-05-02T10:00:00.000Z',
      }),
    );
    await run();
    expect(asked()).toEqual(['arn:claims']);
    expect((await stacks.listStacks())[0].recovery).toEqual([DATABASE]);
  });

  it('spreads the templates of many stacks over sweeps', async () => {
    await replace(
      ...Array.from({ length: 45 }, (_, index) => stack(`unit-${index}`)),
    );
    const reads: number[] = [];
    for (let sweepNumber = 0; sweepNumber < 4; sweepNumber++) {
      const before = asked().length;
      await run();
      reads.push(asked().length - before);
    }
    expect(reads).toEqual([20, 20, 5, 0]);
    expect(new Set(asked()).size).toBe(45);
  });

  it('asks for no template of a change set that was never executed', async () => {
    await replace(stack('claims', { status: 'REVIEW_IN_PROGRESS' }));
    await run();
    expect(asked()).toEqual([]);
  });

  it('reads the templates of other stacks where CloudFormation refuses one, and names it', async () => {
    await replace(stack('billing'), stack('claims'));
    cloudFormation
      .on(GetTemplateSummaryCommand, { StackName: 'arn:billing' })
      .rejects(
        new CloudFormationServiceException({
          name: 'AccessDenied',
          message: 'User is not authorized, with an explicit deny',
          $fault: 'client',
          $metadata: { httpStatusCode: 403 },
        }),
      );
    await expect(run()).rejects.toThrow(
      expect.objectContaining({
        name: 'IncompleteReading',
        message:
          'billing: AccessDenied: User is not authorized, with an explicit deny.',
      }),
    );
    expect(await stacks.listStacks()).toMatchObject([
      { name: 'billing', recovery: undefined },
      { name: 'claims', recovery: [DATABASE] },
    ]);
  });

  it('asks again for a template that could not be read', async () => {
    await replace(stack('claims'));
    cloudFormation
      .on(GetTemplateSummaryCommand)
      .rejectsOnce(new Error('not today'))
      .resolves({ Metadata: JSON.stringify({ 'Plinth::Recovery': [] }) });
    await expect(run()).rejects.toThrow('not today');
    expect((await stacks.listStacks())[0].recovery).toBeUndefined();
    await run();
    expect((await stacks.listStacks())[0].recovery).toEqual([]);
  });
});
