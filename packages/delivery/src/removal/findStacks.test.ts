import type { Stack } from '@aws-sdk/client-cloudformation';
import { InfrastructureRepository } from '../__testUtils__/InfrastructureRepository';
import { findStacks } from './findStacks';

const PATH = 'environments/claims-pr-1';
const PLACE = { account: '111122223333', region: 'us-east-1' };

describe('findStacks', () => {
  let repository: InfrastructureRepository;
  let merged: string;
  let unmerged: string;
  let before: string;
  let head: string;

  beforeAll(() => {
    repository = InfrastructureRepository.create();
    before = repository.run('rev-parse', 'HEAD');
    const write = (stage: string, parameters: object) =>
      repository.writeEnvironment('claims-pr-1', { stage, parameters });
    write('preview', { cidr: '10.201.0.0/16', ttlHours: 2 });
    merged = repository.commit('Add a preview');
    repository.run('checkout', '--quiet', '-b', 'side');
    write('preview', { cidr: '10.201.0.0/16', ttlHours: 300 });
    unmerged = repository.commit('Not merged');
    repository.run('checkout', '--quiet', 'main');
    repository.remove(PATH);
    head = repository.commit('Remove the preview');
  });
  afterAll(() => repository.dispose());

  const stackOf = (over: {
    commit?: string;
    stage?: string;
    path?: string;
  }): Stack => ({
    StackName: 'claims-pr-1',
    StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/x/1',
    StackStatus: 'CREATE_COMPLETE',
    CreationTime: new Date('2026-11-21T10:00:00Z'),
    Parameters: [
      {
        ParameterKey: 'PlinthProvenance',
        ParameterValue: JSON.stringify({ commit: over.commit ?? merged }),
      },
    ],
    Tags: [
      { Key: 'plinth:stage', Value: over.stage ?? 'preview' },
      { Key: 'plinth:unit', Value: over.path ?? PATH },
    ],
  });
  const find = (stack: Stack) =>
    findStacks({
      places: [PLACE],
      reader: { list: async () => [stack] },
      git: repository.git,
      head,
      inQuestion: ({ tags }) => tags['plinth:stage'] === 'preview',
    });

  it('tells what was approved, from the commit that was deployed, even if the folder is gone now', async () => {
    const { stacks, unread } = await find(stackOf({}));
    expect(unread).toEqual([]);
    expect(stacks).toMatchObject([
      {
        ...PLACE,
        stackName: 'claims-pr-1',
        provenance: { commit: merged },
        nested: false,
        terminationProtection: false,
        approved: { name: 'claims-pr-1', stage: 'preview' },
      },
    ]);
  });

  it.each<[string, () => Parameters<typeof stackOf>[0]]>([
    ['was never merged', () => ({ commit: unmerged })],
    ['does not hold the unit', () => ({ commit: before })],
    ['does not exist', () => ({ commit: 'f'.repeat(40) })],
    ['is no commit', () => ({ commit: 'main' })],
    ['is asked for a path outside of units', () => ({ path: '../../etc' })],
    ['is asked for another stage', () => ({ stage: 'dev' })],
  ])('takes nothing for approved from a commit that %s', async (_, over) => {
    const { stacks } = await find(stackOf(over()));
    expect(stacks[0].approved).toBeUndefined();
  });

  it('goes on when a place cannot be read, and names it', async () => {
    const { stacks, unread } = await findStacks({
      places: [PLACE, { ...PLACE, region: 'us-west-2' }],
      reader: {
        list: async ({ region }) => {
          if (region === 'us-west-2') {
            throw new Error('AccessDenied');
          }
          return [stackOf({})];
        },
      },
      git: repository.git,
      head,
      inQuestion: ({ tags }) => tags['plinth:stage'] === 'preview',
    });
    expect(stacks).toHaveLength(1);
    expect(unread).toEqual([
      { ...PLACE, region: 'us-west-2', reason: 'AccessDenied' },
    ]);
  });
});
