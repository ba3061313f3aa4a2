import {
  hoursAgo,
  previewFacts,
  previewFolder,
  previewStack,
} from '../__testUtils__/previewFacts';
import { decidePreviews } from './decidePreviews';
import { endPreviews, type EndPreviewsOptions } from './endPreviews';
import type { FoundStack } from '../removal/FoundStack';

const one = previewFolder('environments/claims-pr-1');
const tenant = previewFolder('tenants/acme-pr-1', {
  environment: 'claims-pr-1',
});
const two = previewFolder('environments/claims-pr-2');
const units = [one, tenant, two];
const old = { createdAt: hoursAgo(30) };

/** CloudFormation and GitHub in memory. */
class World {
  readonly stacks = new Map(
    units.map(folder => {
      const stack = previewStack(folder, old);
      return [stack.stackId, stack] as const;
    }),
  );
  /** What happened, in order. */
  readonly log: string[] = [];
  /** Deletions of these stacks fail. */
  readonly stubborn = new Set<string>();
  current = true;
  refusesPulls = false;

  change(name: string, over: Partial<FoundStack>): void {
    for (const [id, stack] of this.stacks) {
      if (stack.stackName === name) {
        this.stacks.set(id, { ...stack, ...over });
      }
    }
  }

  async end(over: Partial<EndPreviewsOptions> = {}) {
    const decisions = decidePreviews(
      previewFacts({
        units,
        stacks: units.map(unit => previewStack(unit, old)),
      }),
    );
    const results = await endPreviews({
      decisions,
      units,
      dryRun: false,
      concurrency: 3,
      stacks: {
        look: async stack => this.stacks.get(stack.stackId),
        delete: async stack => {
          if (this.stubborn.has(stack.stackName)) {
            throw new Error('Bucket is not empty');
          }
          this.log.push(`delete ${stack.stackName}`);
          this.stacks.delete(stack.stackId);
        },
      },
      isCurrent: async () => this.current,
      removeFolders: async ({ unit }, tenants) => {
        if (this.refusesPulls) {
          throw new Error('GitHub does not answer');
        }
        this.log.push(`remove ${[unit, ...tenants].join(' and ')}`);
        return {
          number: 7,
          url: 'https://github.example.com/7',
          state: 'opened',
        };
      },
      onLine: () => {},
      ...over,
    });
    return Object.fromEntries(
      results.map(result => [result.unit.split('/')[1], result]),
    );
  }
}

describe('endPreviews', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  const outcomes = (results: Awaited<ReturnType<World['end']>>) =>
    Object.values(results).map(({ outcome }) => outcome);

  it('deletes tenants before their environment, and has the folders of both removed by one pull request', async () => {
    const results = await world.end({ concurrency: 1 });
    expect(outcomes(results)).toEqual(['ended', 'ended', 'ended']);
    expect(world.log.indexOf('delete acme-pr-1')).toBeLessThan(
      world.log.indexOf('delete claims-pr-1'),
    );
    expect(world.log.filter(line => line.startsWith('remove'))).toEqual([
      'remove environments/claims-pr-1 and tenants/acme-pr-1',
      'remove environments/claims-pr-2',
    ]);
    expect(results['acme-pr-1'].pull).toEqual(results['claims-pr-1'].pull);
  });

  it('changes nothing in a dry run', async () => {
    expect(outcomes(await world.end({ dryRun: true }))).toEqual([
      'due',
      'due',
      'due',
    ]);
    expect(world.log).toEqual([]);
  });

  it('goes on with others when one fails, keeps its environment, and removes no folder of either', async () => {
    world.stubborn.add('acme-pr-1');
    const results = await world.end();
    expect(results['acme-pr-1']).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('Bucket is not empty'),
    });
    expect(results['claims-pr-1']).toMatchObject({
      outcome: 'left',
      reason: expect.stringContaining('tenants/acme-pr-1 is still there'),
    });
    expect(world.log).toEqual([
      'delete claims-pr-2',
      'remove environments/claims-pr-2',
    ]);
  });

  it.each<[string, Partial<FoundStack>, string, RegExp]>([
    ['is protected', { terminationProtection: true }, 'refused', /protected/],
    [
      'has another stage',
      { tags: { 'plinth:stage': 'dev', 'plinth:unit': two.path } },
      'refused',
      /says "dev"/,
    ],
    [
      'is being updated',
      { status: 'UPDATE_IN_PROGRESS' },
      'left',
      /UPDATE_IN_PROGRESS now/,
    ],
  ])(
    'looks once more before it deletes, and leaves alone what %s by then',
    async (_, over, outcome, reason) => {
      world.change('claims-pr-2', over);
      const results = await world.end();
      expect(results['claims-pr-2']).toMatchObject({
        outcome,
        reason: expect.stringMatching(reason),
      });
      expect(world.log).not.toContain('delete claims-pr-2');
    },
  );

  it('deletes nothing more once the branch has moved on', async () => {
    world.current = false;
    expect(outcomes(await world.end())).toEqual(['left', 'left', 'left']);
    expect(world.log).toEqual([]);
  });

  it('counts a stack as gone that somebody else deleted meanwhile', async () => {
    world.stacks.clear();
    expect(outcomes(await world.end())).toEqual(['ended', 'ended', 'ended']);
  });

  it('fails when the folder of an ended preview cannot be removed', async () => {
    world.refusesPulls = true;
    const results = await world.end();
    expect(results['claims-pr-2']).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('GitHub does not answer'),
    });
  });
});
