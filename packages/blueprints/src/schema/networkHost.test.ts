import { BlueprintRegistry } from './BlueprintRegistry';
import { completeDraft, validateDraft } from './DraftUnit';
import type { EnvironmentUnit } from './unit';
import { inspectChange } from './inspectChange';
import { inspectUnit, inspectUnits } from './validate';

const blueprints = new BlueprintRegistry();

const environment = (over: Partial<EnvironmentUnit> = {}): EnvironmentUnit => ({
  kind: 'environment',
  name: 'claims-dev',
  blueprint: 'application',
  version: '1.1.0',
  stage: 'dev',
  account: '111122223333',
  region: 'us-east-1',
  owner: 'group:default/claims',
  monthlyBudget: 100,
  parameters: { cidr: '10.20.0.0/16' },
  ...over,
});
const preview = (
  parameters: Record<string, unknown> = {},
  over: Partial<EnvironmentUnit> = {},
) =>
  environment({
    name: 'claims-pr-1',
    stage: 'preview',
    parameters: { networkHost: 'claims-dev', ttlHours: 8, ...parameters },
    ...over,
  });

describe('a unit in the network of another', () => {
  it('has no network of its own, and none is chosen for it', () => {
    expect(inspectUnit(preview(), blueprints)).toEqual([]);
    const draft = validateDraft(preview(), blueprints);
    expect(draft.networkIsOpen).toBe(false);
    expect(completeDraft(draft, '10.99.0.0/16').parameters).not.toHaveProperty(
      'cidr',
    );
    // Without a host it needs one.
    const { networkHost: _, ...own } = preview().parameters;
    expect(inspectUnit(preview({}, { parameters: own }), blueprints)).toEqual([
      expect.objectContaining({ parameter: 'parameters.cidr' }),
    ]);
  });

  it.each([
    [{ cidr: '10.30.0.0/16' }, 'cidr'],
    [{ privateEndpoints: ['kms'] }, 'privateEndpoints'],
    [
      { transitGatewayId: 'tgw-0123456789abcdef0', hubCidrs: ['10.0.0.0/16'] },
      'transitGatewayId',
    ],
    [{ drRegion: 'us-west-2' }, 'drRegion'],
    [{ networkHost: 'No Name' }, 'networkHost'],
  ])('refuses %j', (parameters, parameter) => {
    expect(
      inspectUnit(preview(parameters), blueprints).map(each => each.parameter),
    ).toContain(`parameters.${parameter}`);
  });

  it('is a preview', () => {
    const lasting = environment({
      name: 'claims-two',
      parameters: { networkHost: 'claims-dev' },
    });
    expect(inspectUnit(lasting, blueprints)).toEqual([
      {
        parameter: 'parameters.networkHost',
        message: expect.stringContaining('is for previews (got stage "dev")'),
      },
    ]);
  });

  it.each<[string, EnvironmentUnit[], string | undefined]>([
    ['one that lends', [environment()], undefined],
    ['nobody', [], 'is not an environment of this repository'],
    [
      'one in production',
      [environment({ stage: 'production' })],
      'is of stage production',
    ],
    [
      'another preview',
      [environment({ stage: 'preview' })],
      'is of stage preview',
    ],
    [
      'an earlier version',
      [environment({ version: '1.0.0' })],
      'lends its network to nobody',
    ],
    [
      'another blueprint',
      [environment({ blueprint: 'single-host', version: '1.0.0' })],
      'lends its network to nobody',
    ],
    [
      'another account',
      [environment({ account: '444455556666' })],
      'is in account 444455556666',
    ],
    [
      'another region',
      [environment({ region: 'us-west-2' })],
      'is in region us-west-2',
    ],
    [
      'another number of zones',
      [
        environment({
          parameters: { cidr: '10.20.0.0/16', availabilityZones: 3 },
        }),
      ],
      'has 3 availability zones, and claims-pr-1 asks for 2',
    ],
  ])('takes the network of %s, or says why not', (_, others, reason) => {
    const found = inspectUnits([...others, preview()], blueprints);
    const told = (text: string) =>
      reason !== undefined && text.includes(reason) ? reason : text;
    expect(
      found.map(({ parameter, message }) => [parameter, told(message)]),
    ).toEqual(reason === undefined ? [] : [['parameters.networkHost', reason]]);
  });
});

describe('a database in the server of another environment', () => {
  const shared = (parameters: Record<string, unknown> = {}) =>
    preview({ sharedDatabase: true, service: 'web', ...parameters });
  const messages = (unit: EnvironmentUnit, host: EnvironmentUnit) =>
    inspectUnits([host, unit], blueprints).map(({ message }) => message);
  const host = (over: Partial<EnvironmentUnit> = {}) =>
    environment({
      parameters: { cidr: '10.20.0.0/16', guestDatabases: true },
      ...over,
    });

  it('is for previews whose service makes it, in the network of a host that takes it', () => {
    expect(inspectUnit(shared(), blueprints)).toEqual([]);
    expect(messages(shared(), host())).toEqual([]);
    expect(messages(shared(), environment())).toEqual([
      expect.stringMatching(
        /^claims-dev takes no databases of previews: set its guestDatabases to true/,
      ),
    ]);
  });

  it.each([
    [shared({ service: 'none' }), /needs service "web"/],
    [
      preview(
        {},
        {
          parameters: {
            cidr: '10.30.0.0/16',
            sharedDatabase: true,
            service: 'web',
          },
        },
      ),
      /needs networkHost/,
    ],
    [
      host({ stage: 'production' }),
      /is for environments of stage dev or staging \(got "production"\)/,
    ],
    [
      preview({ guestDatabases: true }),
      /is for environments of stage dev or staging \(got "preview"\)/,
    ],
  ])('is refused elsewhere: %#', (unit, message) => {
    expect(
      inspectUnit(unit, blueprints).map(each => each.message),
    ).toContainEqual(expect.stringMatching(message));
  });

  it('holds no tenants, whose users would be among those of other environments', () => {
    const tenant = {
      ...environment({ name: 'acme', stage: 'preview' }),
      kind: 'tenant' as const,
      environment: 'claims-pr-1',
      blueprint: 'tenant',
      version: '1.0.0',
      parameters: {},
    };
    expect(
      inspectUnits([host(), shared(), tenant], blueprints).map(
        ({ message }) => message,
      ),
    ).toEqual([
      expect.stringMatching(/^claims-pr-1 has its database in the server of/),
    ]);
  });

  it('stays where it is', () => {
    const issues = inspectChange(
      preview({ service: 'web' }),
      shared(),
      blueprints,
    );
    expect(issues).toEqual([
      expect.objectContaining({ parameter: 'parameters.sharedDatabase' }),
    ]);
  });
});
