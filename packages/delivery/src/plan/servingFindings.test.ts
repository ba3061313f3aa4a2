import {
  BlueprintRegistry,
  FIRST_SERVING,
  type Serving,
  type Unit,
} from '@plinth/blueprints/schema';
import { deployedStack, synthesizedStack } from '../__testUtils__/stacks';
import type { DeployedStack } from '../aws/DeployedStack';
import { heldFindings, servingFindings, withoutLost } from './servingFindings';

const PATH = 'environments/shop';
const blueprints = new BlueprintRegistry();
const away: Serving = {
  ...FIRST_SERVING,
  serving: 'recovery',
  standby: 'fenced',
};
const lost: Serving = { ...away, standby: 'lost' };
const rejoined: Serving = {
  serving: 'recovery',
  standby: 'follows',
  standbyGeneration: 1,
};

function unit(serving: Serving): Unit {
  const snapshot = (region: string) =>
    `arn:aws:rds:${region}:111122223333:cluster-snapshot:one`;
  return {
    kind: 'environment',
    name: 'shop',
    owner: 'group:default/platform',
    blueprint: 'container-platform',
    version: '1.0.0',
    stage: 'dev',
    account: '111122223333',
    region: 'us-east-1',
    monthlyBudget: 2000,
    parameters: {
      cidr: '10.0.0.0/16',
      domainName: 'shop.example.com',
      hostedZoneId: 'Z0123456789EXAMPLE',
      drRegion: 'us-west-2',
      ...serving,
      recoverySnapshot: snapshot('us-west-2'),
    },
  };
}

const stack = (serving: Serving | undefined, region = 'us-east-1') =>
  synthesizedStack(PATH, {
    region,
    template: {
      Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
      ...(serving && { Metadata: { 'Plinth::Serving': serving } }),
    },
  });

function findings(
  deployed: Serving | undefined | 'never',
  wanted: Serving,
  before: Serving = wanted,
) {
  const there: DeployedStack | undefined =
    deployed === 'never' ? undefined : deployedStack(stack(deployed));
  return servingFindings({
    stacks: [stack(wanted)],
    units: new Map([[PATH, unit(wanted)]]),
    before: new Map([[PATH, unit(before)]]),
    blueprints,
    deployed: () => there,
  });
}

describe('what a plan says of the region that serves', () => {
  it('lets each step begin where the one before is deployed, and be tried again', () => {
    for (const [deployed, wanted] of [
      ['never', FIRST_SERVING],
      // From before there was a way to switch.
      [undefined, FIRST_SERVING],
      [undefined, away],
      [FIRST_SERVING, lost],
      [away, away],
      [away, lost],
      [lost, away],
      [FIRST_SERVING, away],
      [away, rejoined],
    ] as const) {
      expect(findings(deployed, wanted)).toEqual([]);
    }
  });

  it.each([
    ['a region joins whose fence has failed', FIRST_SERVING, rejoined],
    ['a region joins that was lost and is not fenced', lost, rejoined],
    ['it goes back before the other region follows', away, FIRST_SERVING],
  ])('refuses it when %s', (_, deployed, wanted) => {
    expect(findings(deployed, wanted)).toEqual([
      expect.objectContaining({
        severity: 'error',
        rule: 'serving.order',
        message: expect.stringMatching(
          /^Stack shop is deployed with serving .* run/s,
        ),
      }),
    ]);
  });

  it('tells what is lost, and what stays behind', () => {
    const told = (before: Serving, after: Serving) =>
      findings(before, after, before).map(({ message }) => message);
    expect(told(FIRST_SERVING, lost)).toEqual([
      expect.stringMatching(
        /led from the primary to the recovery region.*had not replicated.*DocumentDB is what the named recovery point holds/,
      ),
    ]);
    expect(told(FIRST_SERVING, away)[0]).toMatch(/nobody can write/);
    expect(told(away, rejoined)[0]).toMatch(/old one stays in the account/);
  });

  it('leaves alone what is in a lost region, and says so', () => {
    const [main, other] = [stack(lost), stack(lost, 'us-west-2')];
    const assembly = { directory: '', stacks: [main, other], violations: [] };
    const split = (serving: Serving) =>
      withoutLost(assembly, new Map([[PATH, unit(serving)]]), blueprints);
    expect(split(lost).assembly.stacks).toEqual([other]);
    expect(split(lost).held).toEqual([main]);
    expect(split(away).held).toEqual([]);
    expect(heldFindings([main])).toEqual([
      expect.objectContaining({
        severity: 'warning',
        rule: 'serving.held',
        unit: PATH,
      }),
    ]);
  });
});
