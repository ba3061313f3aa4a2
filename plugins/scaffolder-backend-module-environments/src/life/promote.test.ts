import {
  CLAIMS_DEV,
  GOVERNANCE,
  REPOSITORY,
} from '../__testUtils__/RequestScenario';
import { ScaffolderScenario } from '../__testUtils__/ScaffolderScenario';
import { unitEntity } from '../__testUtils__/unitEntity';

const STAGING = {
  ...CLAIMS_DEV,
  name: 'claims-staging',
  version: '1.1.0',
  stage: 'staging',
  account: '444455556666',
  monthlyBudget: 500,
  parameters: {
    cidr: '10.1.0.0/16',
    availabilityZones: 3,
    databaseClass: 'db.m6g.large',
    databaseStorageGiB: 40,
    service: 'web',
    transitGatewayId: 'tgw-0123456789abcdef0',
  },
};
const file = (name: string) => `environments/${name}/environment.json`;
const text = (unit: object) => `${JSON.stringify(unit, undefined, 2)}\n`;

describe('a request that an environment gets what another one proved', () => {
  let portal: ScaffolderScenario;

  beforeAll(async () => {
    portal = await ScaffolderScenario.start({
      templates: ['promote-environment'],
      entities: ['claims-dev', 'claims-staging'].map(name =>
        unitEntity(name, `environments/${name}`, 'aws-environment'),
      ),
    });
  });

  afterAll(() => portal.close());

  beforeEach(async () => {
    await portal.turnDown();
    await portal.scenario.commit({
      [file('claims-dev')]: text({
        ...CLAIMS_DEV,
        parameters: { ...CLAIMS_DEV.parameters, databaseMultiAz: true },
      }),
      [file('claims-staging')]: text(STAGING),
      'governance/phase.yaml': GOVERNANCE,
    });
  });

  const promotion = {
    from: 'resource:default/claims-staging',
    entityRef: 'resource:default/claims-dev',
  };
  const promote = (values: object = {}) =>
    portal.run('promote-environment', { ...promotion, ...values });
  const read = async (ref: string) =>
    JSON.parse(
      String(
        await portal.scenario.github.repositories.readFile(
          REPOSITORY,
          ref,
          file('claims-dev'),
        ),
      ),
    );

  it('becomes one pull request with the version and the values; where it stands, what is fixed and what is its own stay', async () => {
    const { output, error } = await promote({ keep: ['databaseClass'] });
    expect(error).toBeUndefined();
    const [pull] = portal.openPulls();
    expect(output?.pullRequestNumber).toBe(pull.number);
    expect(output?.entityRef).toBe(promotion.entityRef);
    expect(pull.headRef).toMatch(/^plinth\/promote-claims-dev-[0-9a-f]{8}$/);
    expect(pull.title).toBe(
      'Promote claims-staging to environment claims-dev (dev, us-east-1)',
    );
    expect(await read(pull.headSha)).toEqual({
      ...CLAIMS_DEV,
      version: '1.1.0',
      parameters: {
        ...CLAIMS_DEV.parameters,
        databaseMultiAz: true,
        databaseStorageGiB: 40,
        service: 'web',
      },
    });
    const rows = pull.body?.split('\n').filter(line => line.startsWith('|'));
    expect(rows).toEqual(
      expect.arrayContaining([
        '| Parameter | `claims-staging` (staging) | `claims-dev` (dev) | Then |',
        '| `databaseStorageGiB` | `40` | `40` | agrees from now on |',
        '| `cidr` | `10.1.0.0/16` | `10.0.0.0/16` | differs: says where an environment stands |',
        '| `availabilityZones` | `3` | `2` | differs: cannot change in place |',
        '| `databaseClass` | `db.m6g.large` | `db.t4g.small` | differs: is kept, as was asked for |',
        '| `transitGatewayId` | `tgw-0123456789abcdef0` | none | differs: says where an environment stands |',
      ]),
    );

    const again = await promote({ keep: ['databaseClass'] });
    expect(again.output).toEqual(output);
    expect(portal.openPulls()).toHaveLength(1);
  });

  it.each([
    [
      'itself',
      { from: promotion.entityRef },
      /from: claims-dev cannot be promoted to itself/,
    ],
    [
      'what nobody knows',
      { from: 'resource:default/nobody' },
      /from: there is no resource:default\/nobody in the catalog/,
    ],
    [
      'a name that is no parameter',
      { keep: ['databaseclass'] },
      /keep: application 1\.1\.0 has no parameter "databaseclass"; it has .*databaseClass/,
    ],
    [
      'an environment that is behind',
      { from: promotion.entityRef, entityRef: promotion.from },
      /version: claims-staging is at application 1\.1\.0, and "1\.0\.0" is no newer version/,
    ],
  ])('refuses %s', async (_, values, reason) => {
    const { error } = await promote(values);
    expect(error?.message).toMatch(reason);
    expect(portal.openPulls()).toEqual([]);
  });

  it('refuses another blueprint', async () => {
    await portal.scenario.commit({
      [file('claims-staging')]: text({
        ...STAGING,
        blueprint: 'single-host',
        version: '1.0.0',
        parameters: {},
      }),
    });
    const { error } = await promote();
    expect(error?.message).toMatch(
      /from: claims-staging is made from single-host, and claims-dev from application/,
    );
  });

  it('refuses to skip a stage, or to go back, where governance has an order', async () => {
    await portal.scenario.commit({
      'governance/phase.yaml': `${GOVERNANCE}promotionOrder: [dev, staging, production]\n`,
    });
    const { error } = await promote();
    expect(error?.message).toMatch(
      /from: governance\/phase\.yaml has the order dev, staging, production, so nothing is promoted from staging back to dev/,
    );
    expect(portal.openPulls()).toEqual([]);
  });

  it('refuses what was decided on values of before', async () => {
    const { error } = await promote({
      seen: {
        commit: 'a'.repeat(40),
        version: '1.0.0',
        monthlyBudget: 100,
        parameters: CLAIMS_DEV.parameters,
      },
    });
    expect(error?.message).toMatch(
      /claims-dev has changed on the main branch since commit aaaaaaa: monthlyBudget was 100/,
    );
  });

  it('keeps the step to whom governance names', async () => {
    await portal.scenario.commit({
      'governance/phase.yaml': `${GOVERNANCE}requests: [{ steps: [promote], by: [group:default/payments] }]\n`,
    });
    const { error } = await promote();
    expect(error?.message).toMatch(
      /only group:default\/payments may ask for promote at stage dev/,
    );
  });
});
