import { BlueprintRegistry } from './BlueprintRegistry';
import { InputError } from './issue';
import { inspectUnits, resolveParameters, validateUnit } from './validate';
import { parseUnit } from './unit';

const blueprints = new BlueprintRegistry();

const environment = {
  kind: 'environment',
  name: 'claims-staging',
  blueprint: 'application',
  version: '1.0.0',
  stage: 'staging',
  account: '444455556666',
  region: 'us-east-1',
  owner: 'group:default/platform',
  monthlyBudget: 500,
  parameters: { cidr: '10.20.0.0/16' } as Record<string, unknown>,
};
const tenant = {
  ...environment,
  kind: 'tenant',
  name: 'globex',
  environment: 'claims-staging',
  blueprint: 'tenant',
  parameters: {},
};

function refusal(input: unknown): string {
  try {
    validateUnit(input, blueprints);
  } catch (error) {
    expect((error as Error).name).toBe('InputError');
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error('was accepted');
}

describe('validateUnit', () => {
  it('returns a valid unit as it was written, without defaults', () => {
    expect(validateUnit(environment, blueprints)).toEqual(environment);
    expect(validateUnit(tenant, blueprints)).toEqual(tenant);
  });

  it('fills in the defaults of the stage and region', () => {
    expect(resolveParameters(parseUnit(environment), blueprints)).toMatchObject(
      {
        cidr: '10.20.0.0/16',
        availabilityZones: 3,
        databaseMultiAz: true,
        drRegion: 'none',
      },
    );
    expect(
      resolveParameters(
        parseUnit({ ...environment, stage: 'production' }),
        blueprints,
      ),
    ).toMatchObject({ drRegion: 'us-west-2' });
    expect(
      resolveParameters(
        parseUnit({ ...environment, region: 'us-west-1' }),
        blueprints,
      ),
    ).toMatchObject({ availabilityZones: 2 });
  });

  it.each([
    'a',
    'Claims',
    'claims--x',
    'claims-',
    '../etc',
    'a"b',
    'a\nb',
    // eslint-disable-next-line no-template-curly-in-string -- the text is the attack
    '${jndi}',
    'x'.repeat(500),
  ])('refuses the name %j', name => {
    expect(refusal({ ...environment, name })).toMatch(/name: must/);
  });

  it.each<[string, object, RegExp]>([
    ['a numeric account', { account: 444455556666 }, /account: /],
    [
      'a short account',
      { account: '4444' },
      /account: must be an AWS account ID of 12 digits \(got "4444"\)/,
    ],
    [
      'an unknown region',
      { region: 'me-south-1' },
      /region: must be a region that blueprints know/,
    ],
    ['a missing region', { region: undefined }, /region: is required(?!: Inv)/],
    [
      'a bare owner',
      { owner: 'platform' },
      /owner: must be a full entity reference/,
    ],
    [
      'a negative budget',
      { monthlyBudget: -1 },
      /monthlyBudget: must be at least 1/,
    ],
    [
      'a budget of cents',
      { monthlyBudget: 1.5 },
      /monthlyBudget: must be a whole number/,
    ],
    ['an infinite budget', { monthlyBudget: Infinity }, /monthlyBudget: /],
    ['an unknown key', { tags: {} }, /unknown "tags"; remove it/],
    [
      'an unknown blueprint',
      { blueprint: 'nothing' },
      /blueprint: must be a known blueprint/,
    ],
    [
      'an unknown version',
      { version: '9.0.0' },
      /version: blueprint application has no version 9.0.0; its newest is/,
    ],
    [
      'a version range',
      { version: '^1.0.0' },
      /version: must be an exact version/,
    ],
    [
      'a blueprint of the other kind',
      { blueprint: 'tenant' },
      /blueprint: tenant makes a tenant/,
    ],
    [
      'a stage the blueprint is not for',
      { stage: 'shared' },
      /stage: application is for preview/,
    ],
  ])('refuses %s', (_, change, message) => {
    expect(refusal({ ...environment, ...change })).toMatch(message);
  });

  it.each<[string, object, object, RegExp]>([
    ['a missing CIDR', {}, { cidr: undefined }, /parameters.cidr: is required/],
    [
      'a CIDR with host bits',
      {},
      { cidr: '10.20.0.1/16' },
      /parameters.cidr: must be an IPv4 block whose host bits are zero.*got "10.20.0.1\/16"/,
    ],
    [
      'a public CIDR',
      {},
      { cidr: '8.8.0.0/16' },
      /parameters.cidr: must lie in/,
    ],
    [
      'a tiny CIDR',
      {},
      { cidr: '10.0.0.0/24' },
      /parameters.cidr: must have a prefix/,
    ],
    [
      'more zones than the region has',
      { region: 'us-west-1' },
      { availabilityZones: 3 },
      /parameters.availabilityZones: us-west-1 offers 2 zones, and 3 are asked for/,
    ],
    [
      'one zone',
      {},
      { availabilityZones: 1 },
      /parameters.availabilityZones: must be at least 2/,
    ],
    [
      'a DR region equal to the primary',
      { stage: 'production' },
      { drRegion: 'us-east-1' },
      /parameters.drRegion: must differ from the unit's region/,
    ],
    [
      'a single-zone database in production',
      { stage: 'production' },
      { databaseMultiAz: false },
      /parameters.databaseMultiAz: must be true at stage production/,
    ],
    [
      'one NAT gateway in production',
      { stage: 'production' },
      { natGateways: 'single' },
      /parameters.natGateways: must be "per-zone"/,
    ],
    [
      'a preview without a time to live',
      { stage: 'preview' },
      {},
      /parameters.ttlHours: is required at stage preview/,
    ],
    [
      'a time to live outside preview',
      {},
      { ttlHours: 4 },
      /parameters.ttlHours: is only for stage preview/,
    ],
    [
      'a class the region does not offer',
      { region: 'us-west-1' },
      { databaseClass: 'db.r7g.large' },
      /parameters.databaseClass: db.r7g.large is not offered in us-west-1/,
    ],
    [
      'an unknown class',
      {},
      { databaseClass: 'db.x1.huge' },
      /parameters.databaseClass: /,
    ],
    [
      'an unknown parameter',
      {},
      { colour: 'red' },
      /parameters: unknown "colour"/,
    ],
    [
      'a personal value',
      {},
      { 'jane@example.com': 1 },
      /jane@example.com: looks like personal data \(e-mail address\)/,
    ],
  ])('refuses %s', (_, change, parameters, message) => {
    expect(
      refusal({
        ...environment,
        ...change,
        parameters: { ...environment.parameters, ...parameters },
      }),
    ).toMatch(message);
  });

  it('lets the address of a role pass where the blueprint has one, and nothing else there or elsewhere (GOV-9)', () => {
    const landingZone = (
      email: string,
      parameters: Record<string, unknown> = {},
    ) => ({
      ...environment,
      blueprint: 'landing-zone',
      stage: 'shared',
      parameters: {
        cidr: '10.0.0.0/16',
        organizationId: 'o-a1b2c3d4e5',
        managementAccount: environment.account,
        accounts: [{ name: 'dev', email, organizationalUnit: 'r-ab12' }],
        ...parameters,
      },
    });
    const mailbox = 'aws+dev@example.com';
    expect(() => validateUnit(landingZone(mailbox), blueprints)).not.toThrow();
    expect(refusal(landingZone('jane.doe@example.com'))).toMatch(
      /parameters.accounts.0.email: must be the mailbox of a role.* address of a person must not enter/,
    );
    expect(refusal(landingZone('123-45-6789'))).toMatch(
      /parameters.accounts\[0\].email: looks like personal data \(US social/,
    );
    for (const [elsewhere, path] of [
      [{ organizationalUnits: [mailbox] }, 'organizationalUnits[0]'],
      [{ domain: mailbox }, 'domain'],
      [
        {
          accounts: [
            { name: mailbox, email: mailbox, organizationalUnit: 'r-ab12' },
          ],
        },
        'accounts[0].name',
      ],
    ] as const) {
      expect(refusal(landingZone(mailbox, elsewhere))).toContain(
        `parameters.${path}: looks like personal data (e-mail address)`,
      );
    }
    expect(
      refusal({
        ...environment,
        parameters: { accounts: [{ email: mailbox }] },
      }),
    ).toContain('parameters.accounts[0].email: looks like personal data');
  });

  it('keeps every message on one line, however long the input', () => {
    const message = refusal({ ...environment, name: `x\n${'y'.repeat(5000)}` });
    expect(message).not.toContain('\n');
    expect(message.length).toBeLessThan(500);
  });
});

describe('inspectUnits', () => {
  it('refuses overlapping networks by both names', () => {
    const first = parseUnit(environment);
    const second = parseUnit({
      ...environment,
      name: 'claims-dev',
      parameters: { cidr: '10.20.16.0/20' },
    });
    expect(inspectUnits([first, second], blueprints)).toEqual([
      {
        parameter: 'parameters.cidr',
        message: expect.stringContaining(
          '10.20.16.0/20 of claims-dev overlaps 10.20.0.0/16 of claims-staging',
        ),
      },
    ]);
  });

  it('refuses a network in the DR region that overlaps that of another unit', () => {
    const first = parseUnit(environment);
    const second = parseUnit({
      ...environment,
      name: 'claims-production',
      parameters: { cidr: '10.30.0.0/16', drCidr: '10.20.0.0/16' },
    });
    expect(inspectUnits([first, second], blueprints)).toEqual([
      expect.objectContaining({ parameter: 'parameters.drCidr' }),
    ]);
  });

  it('refuses a tenant without its environment, or in another account', () => {
    expect(inspectUnits([parseUnit(tenant)], blueprints)[0].parameter).toBe(
      'environment',
    );
    expect(
      inspectUnits(
        [
          parseUnit(environment),
          parseUnit({ ...tenant, account: '111122223333' }),
        ],
        blueprints,
      ),
    ).toEqual([
      {
        parameter: 'account',
        message: expect.stringContaining('444455556666'),
      },
    ]);
  });

  it('refuses one name for two units', () => {
    const issues = inspectUnits(
      [
        parseUnit(environment),
        parseUnit({ ...tenant, name: 'claims-staging' }),
      ],
      blueprints,
    );
    expect(issues.map(({ parameter }) => parameter)).toContain('name');
  });
});
