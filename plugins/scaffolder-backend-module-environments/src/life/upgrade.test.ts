import { blueprintSchemas } from '@plinth/blueprints/schema';
import {
  CLAIMS_DEV,
  GOVERNANCE,
  REPOSITORY,
} from '../__testUtils__/RequestScenario';
import { ScaffolderScenario } from '../__testUtils__/ScaffolderScenario';
import { unitEntity } from '../__testUtils__/unitEntity';

const FILE = 'environments/claims-dev/environment.json';
const TEXT = `${JSON.stringify(CLAIMS_DEV, undefined, 4)}\n`;
const v11 = blueprintSchemas.find(
  ({ name, version }) => name === 'application' && version === '1.1.0',
)!;

describe('a request for a newer version of a blueprint', () => {
  let portal: ScaffolderScenario;

  const open = () => portal.openPulls();

  beforeAll(async () => {
    portal = await ScaffolderScenario.start({
      templates: ['upgrade-blueprint', 'change-environment'],
      entities: [
        unitEntity('claims-dev', 'environments/claims-dev', 'aws-environment'),
      ],
      blueprints: [
        {
          ...v11,
          version: '2.0.0',
          notes: 'Databases are encrypted with a key of their own.',
          replaces: ['the database'],
        },
      ],
    });
  });

  afterAll(() => portal.close());

  beforeEach(async () => {
    await portal.turnDown();
    await portal.scenario.commit({ [FILE]: TEXT });
  });

  const upgrade = { entityRef: 'resource:default/claims-dev' };
  const read = async (ref: string) =>
    String(
      await portal.scenario.github.repositories.readFile(REPOSITORY, ref, FILE),
    );

  it('becomes one pull request with the version, its notes and what it adds', async () => {
    const request = {
      ...upgrade,
      version: '1.1.0',
      parameters: { service: 'web' },
    };
    const { output, error } = await portal.run('upgrade-blueprint', request);
    expect(error).toBeUndefined();
    const [pull] = open();
    expect(output?.pullRequestNumber).toBe(pull.number);
    expect(pull.headRef).toMatch(/^plinth\/upgrade-claims-dev-[0-9a-f]{8}$/);
    expect(pull.title).toBe(
      'Move environment claims-dev to application 1.1.0 (dev, us-east-1)',
    );
    expect(pull.body).toContain(`**1.1.0**: ${v11.notes}`);
    expect(pull.body).not.toContain('This replaces');
    const after = JSON.parse(await read(pull.headSha));
    expect(after).toEqual({
      ...CLAIMS_DEV,
      version: '1.1.0',
      parameters: { ...CLAIMS_DEV.parameters, service: 'web' },
    });
    const again = await portal.run('upgrade-blueprint', request);
    expect(again.output).toEqual(output);

    const meanwhile = await portal.run('change-environment', {
      ...upgrade,
      monthlyBudget: 300,
    });
    expect(meanwhile.error?.message).toMatch(
      /resource:default\/claims-dev is already the subject of pull request #\d+, .*; merge or close that one first/,
    );
    expect(open()).toHaveLength(1);
  });

  it('replaces what holds data only when the person named it', async () => {
    const request = { ...upgrade, version: '2.0.0' };
    const { error } = await portal.run('upgrade-blueprint', {
      ...request,
      replaces: ['something else'],
    });
    expect(error?.message).toMatch(
      /replaces: application 2\.0\.0 would replace "the database" of claims-dev, with the data in it\. Save the data, then name that/,
    );
    expect(open()).toEqual([]);
    const named = await portal.run('upgrade-blueprint', {
      ...request,
      replaces: ['the database'],
    });
    expect(named.error).toBeUndefined();
    const [{ body }] = open();
    expect(body).toContain(
      '**This replaces the database, with the data in it.**',
    );
    expect(body).toContain(`**1.1.0**: ${v11.notes}`);
    expect(body).toContain('**2.0.0**: Databases are encrypted');
  });

  it.each([
    [
      'a version that there is not',
      '9.9.9',
      /"9\.9\.9" is no newer version of it; there are 1\.1\.0, 2\.0\.0/,
    ],
    ['the version that it has', '1.0.0', /"1\.0\.0" is no newer version of it/],
  ])('refuses %s', async (_, version, reason) => {
    const { error } = await portal.run('upgrade-blueprint', {
      ...upgrade,
      version,
    });
    expect(error?.message).toMatch(reason);
  });

  it('refuses to go back, which versions do not promise to survive', async () => {
    await portal.scenario.commit({
      [FILE]: TEXT.replace('"1.0.0"', '"1.1.0"'),
    });
    const { error } = await portal.run('upgrade-blueprint', {
      ...upgrade,
      version: '1.0.0',
    });
    expect(error?.message).toMatch(
      /is at application 1\.1\.0, and "1\.0\.0" is no newer version/,
    );
  });

  it('refuses to move from a version that nobody knows, after which every version would come', async () => {
    await portal.scenario.commit({
      [FILE]: TEXT.replace('"1.0.0"', '"1.5.0"'),
    });
    const { error } = await portal.run('upgrade-blueprint', {
      ...upgrade,
      version: '1.1.0',
      parameters: { cidr: '10.9.0.0/16' },
    });
    expect(error?.message).toMatch(
      /is at application 1\.5\.0, which this portal does not know, so it cannot tell which versions are newer/,
    );
    expect(open()).toEqual([]);
  });

  it('is asked for by the portal on behalf of a person, and by nobody else', async () => {
    const values = {
      ...upgrade,
      version: '1.1.0',
      onBehalfOf: 'user:default/engineer',
    };
    const { error } = await portal.run('upgrade-blueprint', values);
    expect(error?.message).toMatch(/onBehalfOf: only the portal itself/);
    const stranger = await portal.run(
      'upgrade-blueprint',
      values,
      'plugin:catalog',
    );
    expect(stranger.error?.message).toMatch(/onBehalfOf: only the portal/);
    expect(open()).toEqual([]);

    const rules = `${GOVERNANCE}requests:\n  - { steps: [upgrade], by: [user:default/developer] }\n`;
    await portal.scenario.commit({ 'governance/phase.yaml': rules });
    const service = 'plugin:environments';
    const refused = await portal.run('upgrade-blueprint', values, service);
    expect(refused.error?.message).toMatch(
      /only user:default\/developer may ask for upgrade/,
    );
    await portal.scenario.commit({ 'governance/phase.yaml': GOVERNANCE });
    const { output } = await portal.run('upgrade-blueprint', values, service);
    const [pull] = open();
    expect(output?.pullRequestNumber).toBe(pull.number);
    expect(pull.body).toContain('`user:default/engineer` asks for this.');
    // Whoever was killed before it knew of the pull request finds it.
    const again = await portal.run('upgrade-blueprint', values, service);
    expect(again.output).toEqual(output);
    expect(open()).toHaveLength(1);
  });

  it('refuses a change in place that hides behind the version', async () => {
    const { error } = await portal.run('upgrade-blueprint', {
      ...upgrade,
      version: '1.1.0',
      parameters: { cidr: '10.9.0.0/16' },
    });
    expect(error?.message).toMatch(/parameters\.cidr: cannot change/);
  });
});
