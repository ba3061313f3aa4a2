import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { previewFolder } from '../__testUtils__/previewFacts';
import { deletedBefore } from './deletedBefore';
import type { Place } from './FoundStack';
import type { RemovedUnit } from './RemovedUnit';

const COMMIT = 'a'.repeat(40);
const PLACE = { account: '111122223333', region: 'us-east-1' };

const removed = (
  path: string,
  over: Partial<RemovedUnit> = {},
): RemovedUnit => ({
  ...previewFolder(path, { ...PLACE, stage: 'dev', parameters: {} }),
  statement: undefined,
  places: [PLACE],
  endsByItself: false,
  stacks: [],
  doubts: [],
  namesakes: [],
  tenants: [],
  ...over,
});

describe('deletedBefore', () => {
  const stacks = [
    { name: 'claims', unit: 'environments/claims', by: COMMIT },
    { name: 'claims-dr', unit: 'environments/claims', by: COMMIT },
    { name: 'claims-old', unit: 'environments/claims', by: 'b'.repeat(40) },
    { name: 'claims-dev', unit: 'environments/claims-dev', by: COMMIT },
    { name: 'acme', unit: 'tenants/acme', by: COMMIT },
    { name: 'payroll', unit: '', by: COMMIT },
  ];
  const tell = async (removals: RemovedUnit[]) => {
    const listed: Place[] = [];
    const described: string[] = [];
    const of = ({ stackName }: { stackName: string }) =>
      stacks.find(({ name }) => stackName === `arn:${name}`);
    const found = await deletedBefore(removals, {
      commit: COMMIT,
      reader: {
        deleted: async place => {
          listed.push(place);
          return stacks.map(({ name }) => ({
            StackName: name,
            StackId: `arn:${name}`,
            CreationTime: new Date(0),
            StackStatus: 'DELETE_COMPLETE' as const,
          }));
        },
        describe: async location => {
          described.push(location.stackName);
          return {
            StackName: of(location)?.name,
            CreationTime: new Date(0),
            StackStatus: 'DELETE_COMPLETE',
            Tags: [{ Key: 'plinth:unit', Value: of(location)?.unit }],
          };
        },
        lastEvent: async location =>
          ({
            ClientRequestToken: `plinth-${of(location)?.by.slice(0, 12)}-7`,
          }) as StackEvent,
        resources: async () => [],
      },
    });
    return {
      listed,
      described,
      found: found.map(({ unit, stack }) => `${unit}: ${stack.stackName}`),
    };
  };

  it('tells the stacks of each unit that this very commit deleted, and lists a place once', async () => {
    const { listed, described, found } = await tell([
      removed('environments/claims'),
      removed('tenants/acme'),
    ]);
    expect(found).toEqual([
      'environments/claims: claims',
      'environments/claims: claims-dr',
      'tenants/acme: acme',
    ]);
    expect(listed).toEqual([PLACE]);
    expect(described).not.toContain('arn:payroll');
  });

  it('asks nothing of what ends by itself', async () => {
    const { listed, found } = await tell([
      removed('environments/claims', { endsByItself: true }),
    ]);
    expect([listed, found]).toEqual([[], []]);
  });
});
