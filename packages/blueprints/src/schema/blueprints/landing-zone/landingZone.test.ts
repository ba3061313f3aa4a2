import { BlueprintRegistry } from '../../BlueprintRegistry';
import type { EnvironmentUnit } from '../../unit';
import { resolveParameters, validateUnit } from '../../validate';
import { isPublicIpv4 } from './landingZoneNetwork';

const blueprints = new BlueprintRegistry();

const REQUIRED = {
  cidr: '10.0.0.0/16',
  organizationId: 'o-a1b2c3d4e5',
  managementAccount: '999988887777',
};
const INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';
const GROUP = '11112222-3333-4444-5555-666677778888';

const ACCOUNT = {
  name: 'staging',
  email: 'aws+staging@example.com',
  organizationalUnit: 'r-ab12',
};

/** Parameters of the unit in the management account, which the example's account is here. */
const MANAGEMENT = { managementAccount: '123456789012' };

const unit = (
  parameters: Record<string, unknown>,
  place: Partial<EnvironmentUnit> = {},
): EnvironmentUnit => ({
  kind: 'environment',
  name: 'shared-services',
  blueprint: 'landing-zone',
  version: '1.0.0',
  stage: 'shared',
  account: '123456789012',
  region: 'us-east-1',
  owner: 'group:default/platform',
  monthlyBudget: 500,
  parameters: { ...REQUIRED, ...parameters },
  ...place,
});

describe('landing-zone parameters', () => {
  it('need three values: a network, the organization and its management account', () => {
    expect(validateUnit(unit({}), blueprints).parameters).toEqual(REQUIRED);
    for (const name of Object.keys(REQUIRED)) {
      expect(() =>
        validateUnit(unit({ [name]: undefined }), blueprints),
      ).toThrow(`parameters.${name}: is required`);
    }
  });

  it('leave the region of the unit open beside the three of the platform', () => {
    const { allowedRegions } = resolveParameters(
      unit({}, { region: 'eu-west-1' }),
      blueprints,
    );
    expect(allowedRegions).toEqual([
      'us-east-1',
      'us-east-2',
      'us-west-2',
      'eu-west-1',
    ]);
  });

  it('are for the stage shared alone', () => {
    expect(() =>
      validateUnit(unit({}, { stage: 'production' }), blueprints),
    ).toThrow('stage: landing-zone is for shared');
  });

  it.each<[Record<string, unknown>, RegExp]>([
    [{ organizationId: 'o-A1' }, /organizationId: must be the ID of an org/],
    [{ managementAccount: '123' }, /managementAccount: must be an AWS account/],
    [{ hub: false, endpoints: ['sts'] }, /endpoints: needs the hub network/],
    [
      { hub: false, vpnGatewayIp: '203.0.113.10' },
      /vpnGatewayIp: needs the hub network/,
    ],
    [
      { hub: false, privateDomain: 'internal.example.com' },
      /privateDomain: needs the hub network/,
    ],
    [{ amazonSideAsn: 7224 }, /amazonSideAsn: must be a private ASN/],
    [
      { reachableCidrs: ['10.0.4.0/24'] },
      /reachableCidrs.0: 10.0.4.0\/24 overlaps the hub/,
    ],
    [{ reachableCidrs: ['8.8.8.0/24'] }, /reachableCidrs.0: must lie in 10/],
    [{ shareWith: ['everybody'] }, /shareWith.0: must be "organization"/],
    [
      { attachments: [{ attachmentId: 'tgw-1', group: 'production' }] },
      /attachments.0.attachmentId: must be the ID/,
    ],
    [
      {
        attachments: ['production', 'external'].map(group => ({
          attachmentId: 'tgw-attach-0123456789abcdef0',
          group,
        })),
      },
      /attachments: names tgw-attach-0123456789abcdef0 twice/,
    ],
    [{ vpnGatewayIp: '10.1.1.1' }, /vpnGatewayIp: must be the public IPv4/],
    [{ vpnGatewayIp: '2001:db8::1' }, /vpnGatewayIp: must be the public IPv4/],
    [
      { vpnGatewayIp: '203.0.113.10', vpnGatewayAsn: 64512 },
      /vpnGatewayAsn: must differ from amazonSideAsn/,
    ],
    [
      { organizationalUnits: ['Workloads'], organizationParent: 'r-ab12' },
      /organizationalUnits: can be made only from the management account 999988887777/,
    ],
    [
      {
        organizationalUnits: ['Workloads'],
        managementAccount: '123456789012',
      },
      /organizationParent: is required with organizationalUnits/,
    ],
    [{ guardrailTargets: ['Workloads'] }, /guardrailTargets.0: must be the ID/],
    [
      { guardrailTargets: ['999988887777'] },
      /guardrailTargets: names the management account/,
    ],
    [
      { consoleEditTargets: ['999988887777'] },
      /consoleEditTargets: names the management account/,
    ],
    [
      { consoleEditTargets: ['r-ab12', 'r-ab12'] },
      /consoleEditTargets: names r-ab12 twice/,
    ],
    [
      { guardrailTargets: ['r-ab12'], consoleEditTargets: ['r-ab12'] },
      /consoleEditTargets: r-ab12 has 4 guardrails already, and AWS attaches 4/,
    ],
    [
      { accounts: [ACCOUNT] },
      /accounts: can be made only from the management account 999988887777/,
    ],
    [
      { ...MANAGEMENT, accounts: [{ ...ACCOUNT, name: '-' }] },
      /accounts.0.name: must have 1 to 50 letters/,
    ],
    [
      {
        ...MANAGEMENT,
        accounts: [
          ACCOUNT,
          { ...ACCOUNT, name: 'Staging', email: 'aws+other@example.com' },
        ],
      },
      /accounts: names staging twice/,
    ],
    [
      { ...MANAGEMENT, accounts: [ACCOUNT, { ...ACCOUNT, name: 'other' }] },
      /accounts: names aws\+staging@example.com twice/,
    ],
    [
      {
        ...MANAGEMENT,
        accounts: [{ ...ACCOUNT, organizationalUnit: 'Workloads' }],
      },
      /accounts.0.organizationalUnit: Workloads is not among organizationalUnits/,
    ],
    [
      { allowedRegions: ['us-west-2'] },
      /allowedRegions: must include us-east-1/,
    ],
    [{ allowedRegions: ['mars-1'] }, /allowedRegions.0: must be a region/],
    [
      { identityCenterArn: 'arn:aws:sso:::instance/x' },
      /identityCenterArn: must be the ARN/,
    ],
    [
      {
        assignments: [
          {
            permissionSet: 'developer',
            groupId: GROUP,
            accounts: ['111122223333'],
          },
        ],
      },
      /identityCenterArn: is required with assignments/,
    ],
    [
      {
        identityCenterArn: INSTANCE,
        assignments: [
          { permissionSet: 'root', groupId: GROUP, accounts: ['111122223333'] },
        ],
      },
      /assignments.0.permissionSet: root is not a permission set.* platform-admin/,
    ],
    [
      {
        identityCenterArn: INSTANCE,
        assignments: [
          {
            permissionSet: 'developer',
            groupId: 'developers',
            accounts: ['111122223333'],
          },
        ],
      },
      /assignments.0.groupId: must be the ID of a group/,
    ],
    [
      {
        identityCenterArn: INSTANCE,
        assignments: [
          {
            permissionSet: 'billing',
            groupId: GROUP,
            accounts: ['999988887777'],
          },
        ],
      },
      /assignments.0.accounts: access to the management account/,
    ],
    [{ certificate: true }, /certificate: needs a domain/],
    [{ domain: 'Example.com' }, /domain: must be a host name/],
    [
      { images: [{ name: 'cdk-assets', publisher: 'acme/images' }] },
      /images.0.name: cdk-assets begins like repositories/,
    ],
    [
      { images: [{ name: 'platform/base', publisher: 'acme/*' }] },
      /images.0.publisher: must be owner\/repository/,
    ],
    [{ cidr: '10.0.0.0/24' }, /cidr: must have a prefix/],
    [{ surprise: true }, /unknown "surprise"/],
  ])('refuse %j', (parameters, message) => {
    expect(() => validateUnit(unit(parameters), blueprints)).toThrow(message);
  });

  it('let an account live in a unit that is made with it, in one that is there, or in the root', () => {
    const accounts = ['Workloads', 'ou-ab12-cd34ef56', 'r-ab12'].map(
      (organizationalUnit, index) => ({
        name: `account ${index}`,
        email: `aws+${index}@example.com`,
        organizationalUnit,
      }),
    );
    const given = {
      ...MANAGEMENT,
      organizationParent: 'r-ab12',
      organizationalUnits: ['Workloads'],
      accounts,
    };
    expect(validateUnit(unit(given), blueprints).parameters.accounts).toEqual(
      accounts,
    );
  });

  it('let a target have the guardrail against console edits beside three others', () => {
    const targets = {
      guardrailTargets: ['r-ab12'],
      consoleEditTargets: ['r-ab12'],
    };
    const guardrails = ['baseline', 'regions', 'data'];
    expect(() =>
      validateUnit(unit({ ...targets, guardrails }), blueprints),
    ).not.toThrow();
  });

  it.each(['dnssec', 'dnsQueryLogs'])(
    'refuse %s outside of us-east-1, where Route 53 keeps keys and logs',
    option => {
      expect(() =>
        validateUnit(
          unit(
            { domain: 'example.com', [option]: true },
            { region: 'us-west-2' },
          ),
          blueprints,
        ),
      ).toThrow(`parameters.${option}: works only in us-east-1`);
    },
  );
});

describe('isPublicIpv4', () => {
  it.each([
    ['203.0.113.10', true],
    ['8.8.8.8', true],
    ['172.32.0.1', true],
    ['172.31.255.255', false],
    ['100.64.0.1', false],
    ['127.0.0.1', false],
    ['169.254.1.1', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['256.1.1.1', false],
    ['1.2.3', false],
    ['', false],
  ])('%s: %s', (text, expected) => {
    expect(isPublicIpv4(text)).toBe(expected);
  });
});
