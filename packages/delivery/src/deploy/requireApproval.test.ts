import { deployedStack, synthesizedStack } from '../__testUtils__/stacks';
import { stackKey, type DeployedStack } from '../aws/DeployedStack';
import { unitHash } from '../plan/hash';
import type { Plan } from '../plan/model';
import type { RemovedUnit } from '../removal/RemovedUnit';
import type { SynthesizedStack } from '../synth/Assembly';
import { requireApproval } from './requireApproval';

const COMMIT = 'a'.repeat(40);
const APPROVED = 'b'.repeat(64);
const CLAIMS = 'environments/claims-dev';
const ACME = 'tenants/acme';
const claims = synthesizedStack(CLAIMS);
const west = synthesizedStack(CLAIMS, { stackName: 'claims-dev-west' });
const acme = synthesizedStack(ACME);

const PLAN: Plan = {
  headCommit: COMMIT,
  baseCommit: 'e'.repeat(40),
  hash: APPROVED,
  unitHashes: {},
  bindings: {},
  reasons: {},
  hints: {},
  removed: [],
  outcome: 'passed',
  stacks: [],
  findings: [],
};

/** What of a stack differs from the plan; nothing by default. */
type Differs = 'content' | 'change' | 'both' | undefined;

const binding = (differs?: Differs) => ({
  content: differs === 'content' || differs === 'both' ? 'other' : 'content',
  change: differs === 'change' || differs === 'both' ? 'moved' : 'change',
});
const bindingsOf = (of: Record<string, Differs> = {}) => ({
  [CLAIMS]: Object.fromEntries(
    [claims, west].map(stack => [
      stackKey(stack),
      binding(of[stack.stackName]),
    ]),
  ),
  [ACME]: { [stackKey(acme)]: binding(of[acme.stackName]) },
});
const hashesOf = (bindings: ReturnType<typeof bindingsOf>) =>
  Object.fromEntries(
    Object.entries(bindings).map(([unit, stacks]) => [
      unit,
      unitHash(unit, stacks),
    ]),
  );

const check = (
  differs: Record<string, Differs>,
  {
    toDeploy = [claims, west, acme],
    deployed = {},
    stacks = [claims, west, acme],
  }: {
    toDeploy?: SynthesizedStack[];
    deployed?: Record<string, DeployedStack>;
    stacks?: SynthesizedStack[];
  } = {},
) => {
  const bindings = bindingsOf(differs);
  return requireApproval(
    {
      hash: APPROVED,
      unitHashes: hashesOf(bindingsOf()),
      bindings: bindingsOf(),
    },
    { toDeploy, toDelete: [] },
    {
      plan: { ...PLAN, unitHashes: hashesOf(bindings), bindings },
      assembly: { directory: '/out', stacks, violations: [] },
      deployed: ({ stackName }) => deployed[stackName],
    },
    COMMIT,
  );
};
const by = (commit: string, planHash: string) =>
  deployedStack(west, {
    provenance: { commit, pullRequest: 1, run: '1', planHash },
  });

describe('requireApproval', () => {
  it('passes what has the hashes that were approved', () => {
    expect(() => check({})).not.toThrow();
  });

  it('names every unit that is not what was approved, each once', () => {
    expect(() => check({ 'claims-dev': 'both', acme: 'change' })).toThrow(
      /^Nothing was deployed: environments\/claims-dev is not what was approved: [^·]* · tenants\/acme is not what was approved: [^·]*$/,
    );
  });

  it('asks only about what is to be deployed', () => {
    const differs = { 'claims-dev': 'content' } as const;
    expect(() => check(differs, { toDeploy: [acme] })).not.toThrow();
    expect(() => check(differs)).toThrow(/claims-dev is not what was approved/);
  });

  describe('after an earlier attempt that ended half-way', () => {
    const again =
      (
        differs: Record<string, Differs>,
        begun = by(COMMIT, APPROVED),
        toDeploy = [claims, acme],
      ) =>
      () =>
        check(
          { 'claims-dev-west': 'change', ...differs },
          { toDeploy, deployed: { [west.stackName]: begun } },
        );

    it('goes on with the rest of the unit, though the baseline of what is done has moved', () => {
      expect(again({})).not.toThrow();
    });

    it.each<[string, Record<string, Differs>]>([
      ['what is left is something else now', { 'claims-dev': 'content' }],
      ['what is left would change something else', { 'claims-dev': 'change' }],
      ['what is done would be done differently', { 'claims-dev-west': 'both' }],
    ])('refuses when %s', (_, differs) => {
      expect(again(differs)).toThrow(/claims-dev is not what was approved/);
      expect(again(differs, by(COMMIT, APPROVED), [claims, west])).toThrow(
        /claims-dev is not what was approved/,
      );
    });

    it('refuses another number of stacks', () => {
      const other = synthesizedStack(CLAIMS, { stackName: 'claims-dev-new' });
      expect(() =>
        check(
          { 'claims-dev-west': 'change' },
          {
            toDeploy: [claims],
            deployed: { [west.stackName]: by(COMMIT, APPROVED) },
            stacks: [claims, west, other, acme],
          },
        ),
      ).toThrow(/claims-dev is not what was approved/);
    });

    it.each([
      ['another plan', by(COMMIT, 'c'.repeat(64))],
      ['another commit', by('d'.repeat(40), APPROVED)],
    ])('compares everything again when it was begun by %s', (_, begun) => {
      expect(again({}, begun)).toThrow(/claims-dev is not what was approved/);
    });
  });

  describe('of a unit that is removed', () => {
    const KEYS = ['claims', 'claims-dr'];
    const stacksOf = (keys: string[], over = {}) =>
      Object.fromEntries(
        keys.map(key => [key, { content: 'deleted', change: key, ...over }]),
      );
    const remove = (
      actual: ReturnType<typeof stacksOf>,
      approved = stacksOf(KEYS),
    ) =>
      requireApproval(
        {
          hash: APPROVED,
          unitHashes: { [CLAIMS]: unitHash(CLAIMS, approved) },
          bindings: { [CLAIMS]: approved },
        },
        { toDeploy: [], toDelete: [{ path: CLAIMS } as RemovedUnit] },
        {
          plan: {
            ...PLAN,
            unitHashes: { [CLAIMS]: unitHash(CLAIMS, actual) },
            bindings: { [CLAIMS]: actual },
          },
          assembly: undefined,
          deployed: () => undefined,
        },
        COMMIT,
      );

    it('passes what was approved, and what an earlier attempt has left of it', () => {
      expect(() => remove(stacksOf(KEYS))).not.toThrow();
      expect(() => remove(stacksOf(['claims']))).not.toThrow();
    });

    it.each([
      ['a further stack', stacksOf([...KEYS, 'claims-new'])],
      ['another stack', stacksOf(['claims-new'])],
      ['a stack that changed', stacksOf(KEYS, { change: 'moved' })],
      [
        'a stack of which other things are said',
        stacksOf(KEYS, { content: 'x' }),
      ],
    ])('refuses %s', (_, actual) => {
      expect(() => remove(actual)).toThrow(
        /claims-dev is not what was approved/,
      );
    });

    it('is no part of an approval to deploy it', () => {
      expect(() =>
        remove(stacksOf(KEYS), stacksOf(KEYS, { content: 'template' })),
      ).toThrow(/is not what was approved/);
    });
  });

  it('does not deploy a unit of one stack a second time as something else', () => {
    const done = deployedStack(acme, {
      provenance: {
        commit: COMMIT,
        pullRequest: 1,
        run: '1',
        planHash: APPROVED,
      },
    });
    expect(() =>
      check({ acme: 'both' }, { toDeploy: [acme], deployed: { acme: done } }),
    ).toThrow(/tenants\/acme is not what was approved/);
  });
});
