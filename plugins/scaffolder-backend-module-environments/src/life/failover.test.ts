import {
  CLAIMS_DEV,
  GOVERNANCE as WITHOUT_PLATFORMS,
  REPOSITORY,
} from '../__testUtils__/RequestScenario';
import { ScaffolderScenario } from '../__testUtils__/ScaffolderScenario';
import { unitEntity } from '../__testUtils__/unitEntity';

const GOVERNANCE = WITHOUT_PLATFORMS.replace(
  'application, tenant',
  'application, tenant, container-platform',
);
const FILE = 'environments/shop/environment.json';
const snapshot = (region: string) =>
  `arn:aws:rds:${region}:111122223333:cluster-snapshot:awsbackup:copyjob-1`;
const SHOP = {
  ...CLAIMS_DEV,
  name: 'shop',
  blueprint: 'container-platform',
  monthlyBudget: 2000,
  parameters: {
    cidr: '10.0.0.0/16',
    domainName: 'shop.example.com',
    hostedZoneId: 'Z0123456789EXAMPLE',
    drRegion: 'us-west-2',
  },
};
const REASON = 'The AWS Health dashboard says that us-east-1 is out';

describe('a request that people are served from the other region', () => {
  let portal: ScaffolderScenario;

  beforeAll(async () => {
    portal = await ScaffolderScenario.start({
      templates: ['failover', 'change-environment', 'decommission'],
      entities: ['shop', 'claims-dev'].map(name =>
        unitEntity(name, `environments/${name}`, 'aws-environment'),
      ),
    });
  });
  afterAll(() => portal.close());

  const begin = async (parameters: object = {}, governance = GOVERNANCE) => {
    await portal.turnDown();
    await portal.scenario.commit({
      [FILE]: `${JSON.stringify(
        { ...SHOP, parameters: { ...SHOP.parameters, ...parameters } },
        undefined,
        2,
      )}\n`,
      'environments/claims-dev/environment.json': `${JSON.stringify(CLAIMS_DEV)}\n`,
      'governance/phase.yaml': governance,
    });
  };
  const ask = (values: object = {}) =>
    portal.run('failover', {
      entityRef: 'resource:default/shop',
      step: 'switch',
      reason: REASON,
      snapshot: snapshot('us-west-2'),
      ...values,
    });
  const written = async (head: string) =>
    JSON.parse(
      String(
        await portal.scenario.github.repositories.readFile(
          REPOSITORY,
          head,
          FILE,
        ),
      ),
    ).parameters;

  const AWAY = {
    serving: 'recovery',
    standby: 'fenced',
    servingReason: REASON,
    recoverySnapshot: snapshot('us-west-2'),
  };

  it('becomes one pull request that edits environment.json alone, with the reason and the order', async () => {
    await begin();
    const { output, error } = await ask();
    expect(error).toBeUndefined();
    const [pull] = portal.openPulls();
    expect(output?.pullRequestNumber).toBe(pull.number);
    expect(pull.headRef).toMatch(/^plinth\/failover-shop-[0-9a-f]{8}$/);
    expect(pull.title).toBe(
      'Serve from the recovery region: environment shop (dev)',
    );
    expect(pull.body).toContain(REASON);
    expect(pull.body).toMatch(/fences the region that serves, then promotes/);
    expect(pull.body).toContain(`It touches \`${FILE}\` and nothing else.`);
    expect(await written(pull.headSha)).toEqual({
      ...SHOP.parameters,
      ...AWAY,
      standbyGeneration: 0,
    });
    expect((await ask()).output).toEqual(output);
    expect(portal.openPulls()).toHaveLength(1);
  });

  it('says what a lost region means, and goes there and back one step at a time', async () => {
    await begin();
    await ask({ regionLost: true });
    const [pull] = portal.openPulls();
    expect(pull.body).toMatch(/The lost region is not deployed to/);
    expect(await written(pull.headSha)).toMatchObject({ standby: 'lost' });

    await begin({ ...AWAY, standby: 'lost' });
    expect((await ask({ step: 'rejoin' })).error?.message).toMatch(
      /rejoin leads nowhere from serving recovery, standby lost.*take the step fence first/,
    );
    await ask({ step: 'fence', snapshot: undefined });
    expect(await written(portal.openPulls()[0].headSha)).toMatchObject({
      standby: 'fenced',
    });

    await begin(AWAY);
    expect((await ask()).error?.message).toMatch(/take the step rejoin first/);
    await ask({ step: 'rejoin', snapshot: undefined });
    const rejoined = await written(portal.openPulls()[0].headSha);
    expect(rejoined).toMatchObject({
      serving: 'recovery',
      standby: 'follows',
      standbyGeneration: 1,
    });

    await begin(rejoined);
    await ask({ snapshot: snapshot('us-east-1') });
    expect(await written(portal.openPulls()[0].headSha)).toMatchObject({
      serving: 'primary',
      standby: 'fenced',
      standbyGeneration: 1,
      primarySnapshot: snapshot('us-east-1'),
      recoverySnapshot: snapshot('us-west-2'),
    });
  });

  it.each([
    [
      'an environment with one region',
      { entityRef: 'resource:default/claims-dev' },
      /claims-dev has no second region that could serve/,
    ],
    [
      'a recovery point of the other region',
      { snapshot: snapshot('us-east-1') },
      /recoverySnapshot: must be in us-west-2/,
    ],
    ['a fence of what was not lost', { step: 'fence' }, /fence leads nowhere/],
  ])('refuses %s', async (_, values, message) => {
    await begin();
    expect((await ask(values)).error?.message).toMatch(message);
    expect(portal.openPulls()).toEqual([]);
  });

  it('is the only way: a change, and who governance does not name, are refused; what is fenced does not end', async () => {
    await begin();
    const changed = await portal.run('change-environment', {
      entityRef: 'resource:default/shop',
      parameters: AWAY,
    });
    expect(changed.error?.message).toMatch(
      /parameters\.serving: cannot change .* use the template failover/,
    );
    await begin(
      {},
      GOVERNANCE.replace(
        'authorizes:',
        'requests:\n  - steps: [failover]\n    by: [group:default/security]\nauthorizes:',
      ),
    );
    expect((await ask()).error?.message).toMatch(/failover/);
    await begin(AWAY);
    const ended = await portal.run('decommission', {
      entityRef: 'resource:default/shop',
      step: 'prepare',
      reason: 'The shop has moved to the new platform',
      exportedTo: 's3://archive/shop',
      keptUntil: '2033-12-31',
      liftTerminationProtection: true,
    });
    expect(ended.error?.message).toMatch(/take the step rejoin first/);
  });
});
