import type { StackResourceDrift } from '@aws-sdk/client-cloudformation';
import { FakeStacks } from '../../__testUtils__/FakeStacks';
import { deployedStack, synthesizedStack } from '../../__testUtils__/stacks';
import type { DeployedStack } from '../../aws/DeployedStack';
import { Attempts } from '../Attempts';
import { Baselines } from '../Baselines';
import { gatherRepairs } from './gatherRepairs';

const PATH = 'environments/claims-dev';
const FILE = `${PATH}/repair.json`;
const HEAD = 'a'.repeat(40);
const stack = synthesizedStack(PATH, {
  template: {
    Resources: {
      Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'one' } },
    },
  },
});
const KEY = '111122223333/us-east-1/claims-dev';
const STATEMENT = {
  reason: 'The edit of last night was a trial',
  revert: { 'claims-dev': 'e'.repeat(40) },
};
const MODIFIED = {
  LogicalResourceId: 'Topic',
  ResourceType: 'AWS::SNS::Topic',
  StackResourceDriftStatus: 'MODIFIED',
  PropertyDifferences: [
    {
      PropertyPath: '/DisplayName',
      ActualValue: 'a secret',
      ExpectedValue: 'one',
    },
  ],
} as StackResourceDrift;

async function gather({
  text = JSON.stringify(STATEMENT),
  files = [FILE],
  drifts = [MODIFIED],
  deployed = deployedStack(stack),
}: {
  text?: string;
  files?: string[];
  drifts?: StackResourceDrift[];
  deployed?: DeployedStack | null;
} = {}) {
  const reader = new FakeStacks();
  if (deployed) {
    reader.set(stack, deployed);
  }
  reader.drifts.set(KEY, drifts);
  const attempts = new Attempts();
  const baselines = new Baselines({ reader, attempts });
  await baselines.read([stack]);
  const repairs = await gatherRepairs({
    planned: [{ path: PATH, unit: {} as never }],
    files,
    at: { read: async file => (file === FILE ? text : undefined) },
    head: HEAD,
    stacks: [stack],
    baselines,
    reader,
    attempts,
  });
  return {
    reverts: repairs.reverts(stack),
    template: repairs.deployed(stack)?.template,
    told: [...repairs.findings, ...attempts.findings].map(
      ({ severity, message }) => `${severity}: ${message}`,
    ),
  };
}

describe('a change that has drift put back', () => {
  it('says what is overwritten without its values, and compares with what stands', async () => {
    const { reverts, template, told } = await gather();
    expect(reverts).toBe(true);
    expect(template?.Resources?.Topic.Properties).toEqual({
      DisplayName: 'a secret',
    });
    expect(told).toEqual([
      expect.stringMatching(
        /^warning: .*overwrites .* in stack claims-dev\. .*Topic \(\/DisplayName\)\. .*compare 1 of/,
      ),
    ]);
    expect(told.join()).not.toContain('a secret');
  });

  it('says that what was deleted comes back without what it held', async () => {
    const { told } = await gather({
      drifts: [{ ...MODIFIED, StackResourceDriftStatus: 'DELETED' }],
    });
    expect(told).toEqual([
      expect.stringMatching(/made anew without what they held: Topic/),
    ]);
  });

  it('puts back nothing where another file changed, or where it has put it back already', async () => {
    for (const over of [
      { files: [`${PATH}/environment.json`] },
      {
        deployed: deployedStack(stack, {
          provenance: { commit: HEAD, pullRequest: 1, run: '1', planHash: '' },
        }),
        drifts: [],
      },
    ]) {
      const { reverts, told, template } = await gather(over);
      expect({ reverts, told }).toEqual({ reverts: false, told: [] });
      expect(template).toEqual(stack.template);
    }
  });

  it.each([
    [
      'what CloudFormation cannot compare',
      {
        drifts: [
          { ...MODIFIED, StackResourceDriftStatus: 'NOT_CHECKED' as const },
        ],
      },
      /can compare no resource of stack claims-dev/,
    ],
    [
      'what has not drifted',
      {
        drifts: [{ ...MODIFIED, StackResourceDriftStatus: 'IN_SYNC' as const }],
      },
      /Nothing has drifted in stack claims-dev .* 1 resources\. Close/,
    ],
    [
      'what was deployed since',
      {
        deployed: deployedStack(stack, {
          provenance: {
            commit: 'd'.repeat(40),
            pullRequest: 2,
            run: '2',
            planHash: '',
          },
        }),
      },
      /deployed from eeeeeee when .* is deployed from ddddddd now\..*ask again/,
    ],
    ['what is not deployed', { deployed: null }, /is not deployed/],
    [
      'a stack that the unit does not have',
      {
        text: JSON.stringify({
          ...STATEMENT,
          revert: { other: 'e'.repeat(40) },
        }),
      },
      /names the stack other, which environments\/claims-dev does not have; it has claims-dev/,
    ],
    ['a file that is none', { text: '{' }, /repair\.json is no JSON/],
  ])('refuses %s', async (_, over, reason) => {
    const { reverts, told } = await gather(over);
    expect(told).toEqual([expect.stringMatching(reason)]);
    expect(told[0]).toMatch(/^error: /);
    expect(reverts).toBe(false);
  });
});
