import {
  hoursAgo,
  previewFolder,
  previewStack,
} from '../__testUtils__/previewFacts';
import type { DeployedStack } from '../aws/DeployedStack';
import { DeliveryError } from '../errors';
import type { FoundStack } from '../removal/FoundStack';
import type { RemovedUnit } from '../removal/RemovedUnit';
import { withoutProtections } from '../removal/protections';
import { deleteInOrder } from './deleteInOrder';
import { StackReports } from './StackReports';

const COMMIT = 'a'.repeat(40);
const dev = { stage: 'dev', parameters: {} } as const;
const claims = previewFolder('environments/claims', dev);
const acme = previewFolder('tenants/acme', { ...dev, environment: 'claims' });
const TAGS = { 'plinth:stage': 'dev' };

const stackOf = (
  folder: typeof claims,
  over: Partial<FoundStack> = {},
): FoundStack =>
  previewStack(folder, {
    tags: { ...TAGS, 'plinth:unit': folder.path },
    terminationProtection: true,
    ...over,
  });
const main = stackOf(claims, { createdAt: hoursAgo(3) });
const companion = stackOf(claims, { stackName: 'claims-dr' });
const tenant = stackOf(acme);
const removed = (folder: typeof claims, stacks: FoundStack[]): RemovedUnit => ({
  ...folder,
  statement: {
    reason: 'Claims moved',
    dataWaiver: 'Jane Doe: test data',
    liftTerminationProtection: true,
  },
  places: [],
  endsByItself: false,
  stacks,
  doubts: [],
  namesakes: [],
  tenants: [],
});
const DATABASE = {
  Type: 'AWS::RDS::DBInstance',
  Properties: { DeletionProtection: true },
};
const content = (over: Partial<DeployedStack> = {}): DeployedStack => ({
  stackId: 'x',
  status: 'CREATE_COMPLETE',
  template: { Resources: {} },
  parameters: {},
  tags: TAGS,
  terminationProtection: true,
  ...over,
});

describe('deleteInOrder', () => {
  const run = async ({
    removals = [removed(claims, [companion, main]), removed(acme, [tenant])],
    now = {},
    changed,
    template = { Resources: {} },
    lifting,
    fails,
    stop,
  }: {
    removals?: RemovedUnit[];
    /** What has become of stacks, by name; null for one that is gone. */
    now?: Record<string, Partial<FoundStack> | null>;
    /** A stack that somebody has updated. */
    changed?: string;
    /** What is deployed of each. */
    template?: DeployedStack['template'];
    /** A stack of which an attempt that was killed began to lift what protects it. */
    lifting?: string;
    /** A stack that cannot be deleted. */
    fails?: string;
    stop?: string;
  } = {}) => {
    const done: string[] = [];
    const act =
      (verb: string) => async (stack: FoundStack, options?: object) => {
        done.push(`${verb} ${stack.stackName}`);
        if (stack.stackName === fails) {
          throw new DeliveryError(`${fails} is DELETE_FAILED: busy`, 'stack');
        }
        expect(
          options ?? { commit: COMMIT, empty: false, unprotect: true },
        ).toEqual({ commit: COMMIT, empty: false, unprotect: true });
      };
    const reports = await deleteInOrder({
      removals,
      units: [],
      planned: () => content({ template }),
      limit: 4,
      commit: COMMIT,
      reader: {
        // An earlier attempt may have lifted the protection
        read: async ({ stackName }) =>
          content({
            template: withoutProtections(template),
            terminationProtection: false,
            ...(changed && stackName.includes(`/${changed}/`)
              ? { parameters: { Size: '2' } }
              : {}),
          }),
        resources: async () => [],
      },
      deleter: {
        look: async stack => {
          const over = now[stack.stackName];
          return over === null ? undefined : { ...stack, ...over };
        },
        isOwn: async ({ stackName }, commit) => {
          expect(commit).toBe(COMMIT);
          return stackName === lifting;
        },
        delete: act('delete'),
        finish: act('finish'),
      },
      reports: new StackReports({
        changeSetName: 'x',
        deployed: () => undefined,
      }),
      stop,
      onLine: () => {},
    });
    return {
      done,
      reports: Object.fromEntries(
        reports.map(({ stackName, operation, outcome, reason }) => [
          stackName,
          [operation, outcome, reason],
        ]),
      ),
    };
  };
  const failed = (reason: RegExp) => [
    'delete',
    'failed',
    expect.stringMatching(reason),
  ];
  const GONE = ['delete', 'succeeded', '0 resources are gone; nothing is kept'];

  it('deletes tenants first, then companions, then the environment, and tells what is left', async () => {
    const { done, reports } = await run();
    expect(done).toEqual(['delete acme', 'delete claims-dr', 'delete claims']);
    expect(reports).toEqual({ acme: GONE, 'claims-dr': GONE, claims: GONE });
  });

  it('goes on where an earlier attempt was killed', async () => {
    const { done, reports } = await run({
      now: { acme: null, 'claims-dr': { status: 'DELETE_IN_PROGRESS' } },
    });
    expect(done).toEqual(['finish claims-dr', 'delete claims']);
    expect(reports).toEqual({ acme: GONE, 'claims-dr': GONE, claims: GONE });
  });

  it('goes on where an earlier attempt was killed while it lifted what protects a stack, or after that', async () => {
    const { done, reports } = await run({
      now: { acme: { status: 'UPDATE_IN_PROGRESS' } },
      lifting: 'acme',
      template: { Resources: { Database: DATABASE } },
    });
    expect(done).toEqual(['delete acme', 'delete claims-dr', 'delete claims']);
    expect(reports.acme.slice(0, 2)).toEqual(['delete', 'succeeded']);
  });

  it('keeps what stands before what could not be deleted', async () => {
    const first = await run({ fails: 'acme' });
    expect(first.done).toEqual(['delete acme']);
    expect(first.reports).toMatchObject({
      acme: ['delete', 'failed', 'acme is DELETE_FAILED: busy'],
      claims: failed(/because tenants\/acme is still there/),
      'claims-dr': failed(/because tenants\/acme is still there/),
    });
    const second = await run({ fails: 'claims-dr' });
    expect(second.done).toEqual(['delete acme', 'delete claims-dr']);
    expect(second.reports.claims).toEqual(
      failed(/because claims-dr is still there/),
    );
  });

  it('deletes nothing after a deployment that failed', async () => {
    const { done, reports } = await run({ stop: 'claims-new' });
    expect(done).toEqual([]);
    expect(reports.acme).toEqual(failed(/because claims-new failed before it/));
  });

  it.each<[string, Parameters<typeof run>[0], RegExp]>([
    ['was changed meanwhile', { changed: 'acme' }, /changed by somebody else/],
    [
      'got other tags meanwhile',
      { now: { acme: { tags: {} } } },
      /plinth:stage that says nothing.*left alone/,
    ],
    [
      'is being updated',
      { now: { acme: { status: 'UPDATE_IN_PROGRESS' } } },
      /another operation is under way/,
    ],
    [
      'is protected, and nothing lifts that',
      {
        removals: [{ ...removed(acme, [tenant]), statement: undefined }],
      },
      /protected against deletion/,
    ],
  ])('never touches a stack that %s', async (_, options, reason) => {
    const { done, reports } = await run(options);
    expect(done).toEqual([]);
    expect(reports.acme).toEqual(failed(reason));
  });
});
