import { ownerSchema, unitNameSchema } from './names';

const refusal = (name: string) =>
  unitNameSchema.safeParse(name).error?.issues.map(({ message }) => message);

describe('a unit’s name', () => {
  it.each([
    'claims-staging',
    'drill',
    'edges',
    'treetops',
    'planet',
    'dr-claims',
    'news',
    'stack-overflow',
  ])('may be %s', name => expect(refusal(name)).toBeUndefined());

  it.each([
    ['tree', /tools/],
    ['constructor', /tools/],
    ['prototype', /tools/],
    ['default', /tools/],
    ['new', /tools/],
    ['cdktoolkit', /tools/],
    ['plinth-access', /must not begin with plinth-/],
    ['cdk-hnb659fds', /must not begin with cdk-/],
    ['aws-controltower', /must not begin with aws-/],
    [
      'stack-111122223333-us-east-1-x',
      /must not begin with stack-111122223333-/,
    ],
    ['claims-dr', /must not end in -dr/],
    ['claims-edge', /must not end in -edge/],
    ['claims-replica', /must not end in -replica/],
    ['claims-validation', /must not end in -validation/],
    ['claims--dr', /two hyphens/],
    ['__proto__', /lower-case letters/],
    ['claims/../x', /lower-case letters/],
    ['claims\nx', /lower-case letters/],
  ])('must not be %j', (name, message) => {
    expect(refusal(name)?.join()).toMatch(message);
  });
});

describe('an owner', () => {
  it.each([
    'group:default/platform',
    'user:default/ann.m-b_c',
    'group:a--b/A._-1',
  ])('is %s', owner => {
    expect(ownerSchema.safeParse(owner).success).toBe(true);
  });

  it.each([
    'platform',
    'group:default/',
    'group:-a/b',
    'group:a-/b',
    'group:a/b-',
    'group:A/b',
    'system:default/a',
    'group:a/b/c',
  ])('is not %j', owner => {
    expect(ownerSchema.safeParse(owner).success).toBe(false);
  });

  it('takes no time to speak of for a text that is made to be slow', () => {
    for (const part of ['a', '-', 'a-', '/']) {
      const text = `group:${part.repeat(500_000)}!`;
      expect(ownerSchema.safeParse(text).success).toBe(false);
    }
  });
});
