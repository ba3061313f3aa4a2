import fc from 'fast-check';
import {
  changedAgo,
  hoursAgo,
  NOW,
  previewFacts,
  previewFolder,
  previewStack,
} from '../__testUtils__/previewFacts';
import { standingOf } from './standingOf';

const env = previewFolder('environments/claims-pr-1');
const tenant = previewFolder('tenants/acme-pr-1', {
  environment: 'claims-pr-1',
});
const hours = (ttlHours: unknown) =>
  previewFolder(env.path, { parameters: { ttlHours } }).unit;
const main = (age: number) => previewStack(env, { createdAt: hoursAgo(age) });
const further = (age: number) =>
  previewStack(env, {
    stackName: 'claims-pr-1-west',
    createdAt: hoursAgo(age),
  });

const standing = (over: Partial<Parameters<typeof standingOf>[0]>) =>
  standingOf({
    unitPath: env.path,
    folder: env.unit,
    stacks: [],
    facts: previewFacts({ changes: new Map() }),
    host: undefined,
    ...over,
  });

describe('standingOf', () => {
  it.each<[string, Parameters<typeof standing>[0], boolean, RegExp]>([
    [
      'ends without its folder, however young it is',
      { folder: undefined, stacks: [main(0)] },
      true,
      /^environments\/claims-pr-1 is not on the branch any more$/,
    ],
    [
      'lives until its hours are over',
      { stacks: [main(23.99)] },
      false,
      /^it lives until 2026-11-21 12:00 UTC, 24 hours after its creation$/,
    ],
    [
      'ends at that very moment',
      { stacks: [main(24)] },
      true,
      /^its 24 hours since its creation at 2026-11-20 12:00 UTC are over$/,
    ],
    [
      'counts from its main stack, though another is older',
      { stacks: [main(1), further(100)] },
      false,
      /^it lives until 2026-11-22 11:00 UTC/,
    ],
    [
      'counts from the oldest of what is left, without a main stack',
      { stacks: [further(1), further(30)] },
      true,
      /since its creation at 2026-11-20 06:00 UTC are over$/,
    ],
    [
      'may get a stack for as long after its folder changed',
      { facts: previewFacts({ changes: changedAgo(23, [env.path]) }) },
      false,
      /^it has no stack, and may get one until 2026-11-21 13:00 UTC, 24 hours after its folder changed$/,
    ],
    [
      'is over without a stack when that time has passed',
      { facts: previewFacts({ changes: changedAgo(24, [env.path]) }) },
      true,
      /^it has no stack, and the 24 hours since its folder changed at 2026-11-20 12:00 UTC are over$/,
    ],
    [
      'stays when nothing says since when',
      {},
      false,
      /^it has no stack, and the history does not say when environments\/claims-pr-1 changed$/,
    ],
    [
      'stays when it names no hours',
      { folder: hours(undefined), stacks: [main(1000)] },
      false,
      /^environments\/claims-pr-1\/environment\.json names no ttlHours, so it ends when its folder is removed$/,
    ],
    [
      'takes no hours for none',
      { folder: hours(0), stacks: [main(1000)] },
      false,
      /names no ttlHours/,
    ],
    [
      'takes hours in words for none',
      { folder: hours('1'), stacks: [main(1000)] },
      false,
      /names no ttlHours/,
    ],
    [
      'of a tenant stays with its environment',
      { unitPath: tenant.path, folder: tenant.unit, stacks: [] },
      false,
      /^it ends with its environment claims-pr-1$/,
    ],
    [
      'of a tenant ends with its environment, whose reason it gives',
      {
        unitPath: tenant.path,
        folder: tenant.unit,
        host: { over: true, reason: 'its time is over' },
      },
      true,
      /^its environment ends: its time is over$/,
    ],
    [
      'of a tenant may end before its environment',
      {
        unitPath: tenant.path,
        folder: { ...tenant.unit, parameters: { ttlHours: 2 } },
        stacks: [previewStack(tenant, { createdAt: hoursAgo(3) })],
        host: { over: false, reason: 'it lives' },
      },
      true,
      /^its 2 hours since its creation/,
    ],
  ])('%s', (_, over, isOver, reason) => {
    const told = standing(over);
    expect(told.reason).toMatch(reason);
    expect(told.over).toBe(isOver);
  });

  it('is over from the moment on at which it says that it ends, and not before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 0, max: 2000 }),
        (ttlHours, age) => {
          const { over, endsAt } = standing({
            folder: hours(ttlHours),
            stacks: [main(age)],
          });
          expect(over).toBe(age >= ttlHours);
          expect(over).toBe((endsAt ?? NaN) <= NOW);
        },
      ),
    );
  });
});
