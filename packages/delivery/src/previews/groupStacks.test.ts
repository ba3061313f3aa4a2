import fc from 'fast-check';
import { previewFolder, previewStack } from '../__testUtils__/previewFacts';
import type { FoundStack } from '../removal/FoundStack';
import { groupStacks } from './groupStacks';

const env = previewFolder('environments/claims-pr-1');
const tenant = previewFolder('tenants/acme-pr-1', {
  environment: 'claims-pr-1',
});
const dev = previewFolder('environments/claims-dev', { stage: 'dev' });
const UNITS = [env, tenant, dev];

const names = (stacks: readonly FoundStack[]) =>
  stacks.map(({ stackName }) => stackName);
const grouped = (...stacks: FoundStack[]) => {
  const { groups, strays } = groupStacks({ units: UNITS, stacks });
  return {
    groups: Object.fromEntries(
      [...groups].map(([unit, found]) => [unit, names(found)]),
    ),
    strays: names(strays),
  };
};
const tagged = (stage: string | undefined, unit: string | undefined) => ({
  tags: {
    ...(stage && { 'plinth:stage': stage }),
    ...(unit && { 'plinth:unit': unit }),
  },
});

describe('groupStacks', () => {
  it('leaves alone what another repository deployed, unless this one approved it or has a unit of its name', () => {
    const theirs = previewFolder('environments/ledger-pr-9');
    const deployedBy = (repository?: string) => ({
      provenance: { ...previewStack(env).provenance!, repository },
    });
    const found = (over: Partial<FoundStack>, of = theirs) => [
      ...groupStacks({
        units: UNITS,
        stacks: [previewStack(of, over)],
        repository: '7',
      }).groups.keys(),
    ];
    const unapproved = { approved: undefined };
    expect(found({ ...unapproved, ...deployedBy('8') })).toEqual([]);
    expect(found(deployedBy('8'))).toEqual([theirs.path]);
    for (const own of ['7', undefined]) {
      expect(found({ ...unapproved, ...deployedBy(own) })).toEqual([
        theirs.path,
      ]);
    }
    expect(found({ ...unapproved, ...deployedBy('8') }, env)).toEqual([
      env.path,
    ]);
  });

  it.each<[string, FoundStack, string | 'stray' | 'nobody']>([
    ['its unit, by its tags', previewStack(env), env.path],
    [
      'its unit, under another name',
      previewStack(env, { stackName: 'claims-pr-1-west' }),
      env.path,
    ],
    [
      'a unit whose folder is gone',
      previewStack(previewFolder('environments/gone')),
      'environments/gone',
    ],
    [
      'the preview that is called like it, without any tag',
      previewStack(env, { tags: {} }),
      env.path,
    ],
    [
      'the preview that is called like it, when its tag names no path of a unit',
      previewStack(env, tagged('preview', 'environments/../x')),
      env.path,
    ],
    [
      'the preview that its tag names, though its stage says otherwise',
      previewStack(env, {
        stackName: 'other',
        ...tagged('dev', env.path),
      }),
      env.path,
    ],
    [
      'the unit that its tag names, though another is called like it',
      previewStack(env, tagged('preview', tenant.path)),
      tenant.path,
    ],
    [
      'nobody when it is a stray preview',
      previewStack(env, { stackName: 'x', ...tagged('preview', undefined) }),
      'stray',
    ],
    [
      'nobody when its tag is no path of a unit',
      previewStack(env, { stackName: 'x', ...tagged('preview', 'Claims') }),
      'stray',
    ],
    [
      'nobody when it has nothing to do with previews',
      previewStack(dev, tagged('dev', dev.path)),
      'nobody',
    ],
    [
      'nobody when only its name is that of a preview, in another region',
      previewStack(env, { region: 'us-west-2', tags: {} }),
      'nobody',
    ],
    [
      'its root when it is nested',
      previewStack(env, { nested: true }),
      'nobody',
    ],
    [
      'nobody before it was made',
      previewStack(env, { status: 'REVIEW_IN_PROGRESS' }),
      'nobody',
    ],
  ])('gives a stack to %s', (_, stack, owner) => {
    const name = [stack.stackName];
    const isGroup = owner !== 'stray' && owner !== 'nobody';
    expect(grouped(stack)).toEqual({
      groups: isGroup ? { [owner]: name } : {},
      strays: owner === 'stray' ? name : [],
    });
  });

  it('gives each stack to one unit at most, in whatever order they are found', () => {
    const pool = [
      previewStack(env),
      previewStack(env, { stackName: 'claims-pr-1-west' }),
      previewStack(tenant),
      previewStack(dev, tagged('dev', dev.path)),
      previewStack(env, { stackName: 'x', ...tagged('preview', undefined) }),
    ];
    fc.assert(
      fc.property(
        fc.shuffledSubarray(pool, { minLength: pool.length }),
        stacks => {
          const { groups, strays } = grouped(...stacks);
          expect(
            Object.fromEntries(
              Object.entries(groups).map(([unit, found]) => [
                unit,
                [...found].sort(),
              ]),
            ),
          ).toEqual({
            [env.path]: ['claims-pr-1', 'claims-pr-1-west'],
            [tenant.path]: ['acme-pr-1'],
          });
          expect(strays).toEqual(['x']);
        },
      ),
    );
  });
});
