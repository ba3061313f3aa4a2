import { deployedStack, synthesizedStack } from '../__testUtils__/stacks';
import type { RemovedUnit } from '../removal/RemovedUnit';
import type { DeployedStack } from '../aws/DeployedStack';
import { deploymentWork } from './deploymentWork';

const COMMIT = 'a'.repeat(40);
const LATER = 'b'.repeat(40);
const UNIT = 'environments/claims-dev';
const stack = synthesizedStack(UNIT);

const workOf = (
  deployed: DeployedStack | undefined,
  { directly = false } = {},
) =>
  deploymentWork(
    {
      assembly: { directory: '/out', stacks: [stack], violations: [] },
      deployed: () => deployed,
      directly: new Set(directly ? [UNIT] : []),
      removals: [],
    },
    COMMIT,
    new Set([LATER]),
  );
const byThisCommit = {
  provenance: { commit: COMMIT, pullRequest: 1, run: '1', planHash: 'x' },
};

describe('deploymentWork', () => {
  it.each<[string, DeployedStack | undefined]>([
    ['is not there', undefined],
    [
      'has another template',
      deployedStack(stack, { template: { Resources: {} } }),
    ],
    ['has other tags', deployedStack(stack, { tags: {} })],
    [
      'has another protection',
      deployedStack(stack, { terminationProtection: true }),
    ],
    [
      'is the same, after a rollback',
      deployedStack(stack, { status: 'UPDATE_ROLLBACK_COMPLETE' }),
    ],
    [
      'is the same, while something is under way',
      deployedStack(stack, { status: 'UPDATE_IN_PROGRESS' }),
    ],
    [
      'was deployed by this commit, and changed since',
      deployedStack(stack, { ...byThisCommit, template: { Resources: {} } }),
    ],
  ])('deploys a stack that %s', (_, deployed) => {
    expect(workOf(deployed)).toEqual({
      toDeploy: [stack],
      toDelete: [],
      idle: [],
      overtaken: new Set(),
    });
  });

  it('deploys a stack that is the same when its own folder changed, so that it carries this commit', () => {
    expect(workOf(deployedStack(stack), { directly: true })).toEqual({
      toDeploy: [stack],
      toDelete: [],
      idle: [],
      overtaken: new Set(),
    });
  });

  it.each<[string, DeployedStack, boolean, string]>([
    [
      'the change does not reach',
      deployedStack(stack, { status: 'UPDATE_COMPLETE' }),
      false,
      'the change does not reach its template',
    ],
    [
      'this commit deployed',
      deployedStack(stack, byThisCommit),
      true,
      'this commit is deployed already',
    ],
  ])('leaves a stack alone that %s', (_, deployed, directly, reason) => {
    expect(workOf(deployed, { directly })).toEqual({
      toDeploy: [],
      toDelete: [],
      idle: [{ stack, reason }],
      overtaken: new Set(),
    });
  });

  describe('a stack that a later commit deployed', () => {
    const provenance = { ...byThisCommit.provenance, commit: LATER };
    const gone = { provenance, template: { Resources: {} } };

    it('is left alone, and so is what a plan finds about its unit', () => {
      expect(workOf(deployedStack(stack, gone), { directly: true })).toEqual({
        toDeploy: [],
        toDelete: [],
        idle: [{ stack, reason: 'a later commit is deployed' }],
        overtaken: new Set([UNIT]),
      });
    });

    it('is deployed where the later deployment failed', () => {
      expect(
        workOf(deployedStack(stack, { ...gone, status: 'UPDATE_FAILED' })),
      ).toMatchObject({ toDeploy: [stack], overtaken: new Set() });
    });

    it('does not settle its unit while another stack of it waits', () => {
      const second = synthesizedStack(UNIT, { stackName: 'claims-dev-more' });
      const work = deploymentWork(
        {
          assembly: {
            directory: '/out',
            stacks: [stack, second],
            violations: [],
          },
          deployed: each =>
            each.stackName === stack.stackName
              ? deployedStack(stack, gone)
              : undefined,
          directly: new Set([UNIT]),
          removals: [],
        },
        COMMIT,
        new Set([LATER]),
      );
      expect(work).toMatchObject({ toDeploy: [second], overtaken: new Set() });
    });
  });

  it('compares content, and not the order in which it is written', () => {
    const tags = { a: '1', b: '2' };
    const ordered = synthesizedStack(UNIT, { tags });
    expect(
      deploymentWork(
        {
          assembly: { directory: '/out', stacks: [ordered], violations: [] },
          deployed: () => deployedStack(ordered, { tags: { b: '2', a: '1' } }),
          directly: new Set(),
          removals: [],
        },
        COMMIT,
        new Set(),
      ).toDeploy,
    ).toEqual([]);
  });

  it('leaves a stack alone of which CloudFormation gives text outside ASCII back as question marks', () => {
    const named = (DisplayName: string) => ({
      Description: DisplayName,
      Resources: {
        Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName } },
      },
    });
    const ours = synthesizedStack(UNIT, { template: named('Zürich – 🏔') });
    const work = (kept: string, directly: string[] = []) =>
      deploymentWork(
        {
          assembly: { directory: '/out', stacks: [ours], violations: [] },
          deployed: () => deployedStack(ours, { template: named(kept) }),
          directly: new Set(directly),
          removals: [],
        },
        COMMIT,
        new Set(),
      );
    expect(work('Z?rich ? ?').toDeploy).toEqual([]);
    expect(work('Zurich ? ?').toDeploy).toEqual([ours]);
    expect(work('Z?rich ? ?', [UNIT]).toDeploy).toEqual([ours]);
  });

  it('has nothing to do without an assembly', () => {
    expect(
      deploymentWork(
        {
          assembly: undefined,
          deployed: () => undefined,
          directly: new Set(),
          removals: [],
        },
        COMMIT,
        new Set(),
      ),
    ).toMatchObject({ toDeploy: [], toDelete: [], idle: [] });
  });

  it('deletes what is left of removed units, and nothing that ends by itself', () => {
    const removed = {
      endsByItself: false,
      stacks: [{ stackName: 'claims-dev' }],
    } as unknown as RemovedUnit;
    expect(
      deploymentWork(
        {
          assembly: undefined,
          deployed: () => undefined,
          directly: new Set(),
          removals: [
            removed,
            { ...removed, stacks: [] },
            { ...removed, endsByItself: true },
          ],
        },
        COMMIT,
        new Set(),
      ).toDelete,
    ).toEqual([removed]);
  });
});
