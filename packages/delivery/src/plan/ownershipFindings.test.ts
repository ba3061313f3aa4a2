import type { Unit } from '@plinth/blueprints/schema';
import { deployedStack, synthesizedStack } from '../__testUtils__/stacks';
import { stackKey, type DeployedStack } from '../aws/DeployedStack';
import type { SynthesizedStack } from '../synth/Assembly';
import { ownershipFindings } from './ownershipFindings';

const unit = (name: string): Unit => ({
  kind: 'environment',
  name,
  blueprint: 'application',
  version: '1.0.0',
  stage: 'dev',
  account: '111122223333',
  region: 'us-east-1',
  owner: 'group:default/platform',
  monthlyBudget: 50,
  parameters: {},
});
const PATH = 'environments/claims';
const units = new Map(
  ['claims', 'other', 'claims-next'].map(name => [
    `environments/${name}`,
    unit(name),
  ]),
);
const stack = (over: Partial<SynthesizedStack> = {}) =>
  synthesizedStack(PATH, over);
const refusals = (
  stacks: SynthesizedStack[],
  deployed: DeployedStack[] = [],
) => {
  const there = new Map(
    deployed.map(each => {
      const [, , , region, account, name] = each.stackId.split(':');
      const stackName = name.split('/')[1];
      return [stackKey({ account, region, stackName }), each];
    }),
  );
  const findings = ownershipFindings({
    stacks,
    units,
    deployed: location => there.get(stackKey(location)),
  });
  expect(
    findings.every(
      ({ severity, rule }) => severity === 'error' && rule === 'stack.owner',
    ),
  ).toBe(true);
  return findings.map(({ message }) => message);
};

describe('whose a stack is', () => {
  it('is new, or was deployed for the unit before: nothing to say', () => {
    expect(refusals([stack()])).toEqual([]);
    expect(refusals([stack()], [deployedStack(stack())])).toEqual([]);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['with the pipeline’s own roles', {}, /somebody else's: it has no tag/],
    [
      'of another unit',
      { 'plinth:unit': 'environments/other' },
      /of environments\/other/,
    ],
    ['of a tenant', { 'plinth:unit': 'tenants/claims' }, /of tenants\/claims/],
  ])('refuses to replace a stack %s', (_, tags, message) => {
    expect(refusals([stack()], [deployedStack(stack(), { tags })])).toEqual([
      expect.stringMatching(message),
    ]);
  });

  it('refuses it for further stacks too, in every region', () => {
    for (const over of [
      { stackName: 'claims-dr', region: 'us-west-2' },
      { stackName: 'claims-edge' },
    ]) {
      const companion = stack(over);
      const foreign = deployedStack(companion, { tags: { team: 'payroll' } });
      expect(refusals([stack(), companion], [foreign])).toEqual([
        expect.stringContaining(`Stack ${over.stackName} is in`),
      ]);
    }
  });

  it('refuses names and tags by which a stack would pass for another unit’s', () => {
    expect(refusals([stack({ stackName: 'plinth-access' })])).toEqual([
      expect.stringMatching(/must be called claims or claims-…/),
    ]);
    expect(refusals([stack({ stackName: 'claims-next' })])).toEqual([
      expect.stringMatching(/has the name of environments\/claims-next/),
    ]);
    expect(
      refusals([stack({ tags: { 'plinth:unit': 'environments/other' } })]),
    ).toEqual([expect.stringMatching(/would not pass for a stack of/)]);
    expect(refusals([stack({ tags: {} })])).toEqual([
      expect.stringMatching(/would not pass for a stack of/),
    ]);
  });

  it('refuses two stacks of one name in one place', () => {
    const next = synthesizedStack('environments/claims-next', {
      stackName: 'claims-next-x',
    });
    expect(refusals([stack({ stackName: 'claims-next-x' }), next])).toEqual([
      expect.stringMatching(/made twice, also by environments\/claims-next/),
      expect.stringMatching(/made twice, also by environments\/claims;/),
    ]);
  });
});
