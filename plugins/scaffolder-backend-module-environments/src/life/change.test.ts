import {
  CLAIMS_DEV,
  GOVERNANCE,
  REPOSITORY,
} from '../__testUtils__/RequestScenario';
import { ScaffolderScenario } from '../__testUtils__/ScaffolderScenario';
import { unitEntity } from '../__testUtils__/unitEntity';

const FILE = 'environments/claims-dev/environment.json';
/** As people left it, with keys in an order of their own. */
const TEXT = `{
    "name": "claims-dev", "kind": "environment",
    "monthlyBudget": 200,
    "parameters": {
        "databaseClass": "db.t4g.small",
        "cidr": "10.0.0.0/16"
    },
    "blueprint": "application", "version": "1.0.0",
    "owner": "group:default/platform",
    "stage": "dev", "account": "111122223333", "region": "us-east-1"
}
`;
const TENANT = {
  ...CLAIMS_DEV,
  kind: 'tenant',
  name: 'acme-claims',
  environment: 'claims-dev',
  blueprint: 'tenant',
  monthlyBudget: 50,
  parameters: {},
};

describe('a request for a change', () => {
  let portal: ScaffolderScenario;

  const open = () => portal.openPulls();

  beforeAll(async () => {
    portal = await ScaffolderScenario.start({
      templates: [
        'change-environment',
        'change-tenant',
        'suspend-tenant',
        'resume-tenant',
      ],
      entities: [
        unitEntity('claims-dev', 'environments/claims-dev', 'aws-environment'),
        unitEntity('acme-claims', 'tenants/acme-claims', 'aws-tenant'),
        // Says of itself that it is another unit
        unitEntity('impostor', 'environments/claims-dev', 'aws-environment'),
      ],
      estimate: ({ parameters }) =>
        parameters.databaseClass === 'db.t4g.medium' ? 90.5 : 60,
    });
  });

  afterAll(() => portal.close());

  beforeEach(async () => {
    portal.denied.clear();
    await portal.turnDown();
    await portal.scenario.commit({
      [FILE]: TEXT,
      'environments/claims-dev/stack.ts': '// resources that people added\n',
      'tenants/acme-claims/tenant.json': JSON.stringify(TENANT),
      'governance/phase.yaml': GOVERNANCE,
    });
  });

  const entityRef = 'resource:default/claims-dev';
  const change = {
    entityRef,
    parameters: { databaseClass: 'db.t4g.medium' },
    monthlyBudget: 250,
  };
  const seen = {
    commit: 'a'.repeat(40),
    version: '1.0.0',
    monthlyBudget: 200,
    parameters: { databaseClass: 'db.t4g.small', cidr: '10.0.0.0/16' },
  };
  const read = async (ref: string, file: string) =>
    String(
      await portal.scenario.github.repositories.readFile(REPOSITORY, ref, file),
    );

  it('becomes one pull request that writes what differs and nothing else', async () => {
    const { output, error } = await portal.run('change-environment', {
      ...change,
      seen,
    });
    expect(error).toBeUndefined();
    const [pull] = open();
    expect(output).toMatchObject({
      pullRequestUrl: `${portal.scenario.github.url}/${REPOSITORY}/pull/${pull.number}`,
      pullRequestNumber: pull.number,
      requestPath: `/environments/requests/${REPOSITORY}/${pull.number}`,
      headCommit: pull.headSha,
      entityRef,
    });
    expect(pull.headRef).toMatch(/^plinth\/change-claims-dev-[0-9a-f]{8}$/);
    expect(pull.title).toBe('Change environment claims-dev (dev, us-east-1)');
    expect(pull.body).toContain(
      '| `parameters.databaseClass` | `db.t4g.small` | `db.t4g.medium` |',
    );
    expect(pull.body).toContain('| `monthlyBudget` | `200` | `250` |');
    expect(pull.body).toContain(
      'From about 60.00 USD a month to **90.50 USD a month** (+30.50).',
    );
    expect(pull.body.trimEnd().split('\n').at(-1)).toMatch(
      /^<!-- plinth:request \{"requester":"user:default\/developer","template":"change-environment","entity":"resource:default\/claims-dev","task":"[^"]+"\} -->$/,
    );
    expect(await read(pull.headSha, FILE)).toBe(
      TEXT.replace('db.t4g.small', 'db.t4g.medium').replace('200', '250'),
    );
    expect(await read(pull.headSha, 'environments/claims-dev/stack.ts')).toBe(
      '// resources that people added\n',
    );

    const again = await portal.run('change-environment', change);
    expect(again.output).toEqual(output);
    expect(open()).toHaveLength(1);

    const other = await portal.run('change-environment', {
      ...change,
      monthlyBudget: 300,
    });
    expect(other.error?.message).toMatch(
      /You already asked for claims-dev with other values in pull request #\d+/,
    );
    const elsewhere = await portal.run(
      'change-environment',
      change,
      'user:default/engineer',
    );
    expect(elsewhere.error?.message).toMatch(
      /claims-dev is already asked for by user:default\/developer in pull request #\d+/,
    );
  });

  it('suspends a tenant, and takes no step in its life too many', async () => {
    const ref = 'resource:default/acme-claims';
    const wrong = await portal.run('change-tenant', {
      entityRef: ref,
      parameters: { state: 'offboarded', offboardedOn: '2026-11-30' },
    });
    expect(wrong.error?.message).toMatch(
      /parameters\.state: cannot go from active to offboarded/,
    );
    const { error } = await portal.run('change-tenant', {
      entityRef: ref,
      parameters: { state: 'suspended' },
    });
    expect(error).toBeUndefined();
    const [pull] = open();
    expect(
      JSON.parse(await read(pull.headSha, 'tenants/acme-claims/tenant.json')),
    ).toEqual({ ...TENANT, parameters: { state: 'suspended' } });
  });

  it('suspends and resumes a tenant by templates of their own, each in its turn', async () => {
    const values = { entityRef: 'resource:default/acme-claims' };
    const early = await portal.run('resume-tenant', values);
    expect(early.error?.message).toMatch(
      /tenant\.json says all of that already, itself or by the defaults/,
    );
    expect(open()).toEqual([]);

    expect((await portal.run('suspend-tenant', values)).error).toBeUndefined();
    const [suspension] = open();
    const file = 'tenants/acme-claims/tenant.json';
    const suspended = await read(suspension.headSha, file);
    expect(JSON.parse(suspended).parameters).toEqual({ state: 'suspended' });
    await portal.turnDown();

    await portal.scenario.commit({ [file]: suspended });
    expect((await portal.run('resume-tenant', values)).error).toBeUndefined();
    const [resumption] = open();
    expect(JSON.parse(await read(resumption.headSha, file)).parameters).toEqual(
      { state: 'active' },
    );
  });

  it('that was decided on values of before tells both, and asks again', async () => {
    await portal.scenario.commit({
      [FILE]: TEXT.replace('db.t4g.small', 'db.t4g.large'),
    });
    const { error } = await portal.run('change-environment', {
      ...change,
      seen,
    });
    expect(error?.message).toMatch(
      /claims-dev has changed on the main branch since commit aaaaaaa: parameters\.databaseClass was "db\.t4g\.small" when the form was opened and is "db\.t4g\.large" now\. Open the form again/,
    );
    const now = await portal.run('change-environment', {
      ...change,
      seen: {
        ...seen,
        parameters: { ...seen.parameters, databaseClass: 'db.t4g.large' },
      },
    });
    expect(now.error).toBeUndefined();
  });

  it.each<[string, object, RegExp]>([
    [
      'what replaces data',
      { entityRef, parameters: { cidr: '10.9.0.0/16' } },
      /parameters\.cidr: cannot change from "10\.0\.0\.0\/16" to "10\.9\.0\.0\/16": the network would be replaced.*create an environment of another name/,
    ],
    [
      'what the blueprint does not have',
      { entityRef, parameters: { castle: true } },
      /unknown "castle"/,
    ],
    [
      'what breaks its schema',
      { entityRef, parameters: { databaseClass: '${{ 6 * 7 }}' } },
      /parameters\.databaseClass: .*\$\{\{ 6 \* 7 \}\}/,
    ],
    [
      'what is so already',
      { entityRef, monthlyBudget: 200 },
      /environment\.json says all of that already/,
    ],
    [
      'what is so by default',
      { entityRef, parameters: { natGateways: 'single' } },
      /environment\.json says all of that already/,
    ],
    [
      'a unit that is not there',
      { entityRef: 'resource:default/nowhere', monthlyBudget: 1 },
      /there is no resource:default\/nowhere in the catalog/,
    ],
    [
      'an entity that is no unit',
      { entityRef: 'resource:default/only-in-catalog', monthlyBudget: 1 },
      /resource:default\/only-in-catalog is no environment or tenant/,
    ],
    [
      'the folder of another unit',
      { entityRef: 'resource:default/impostor', monthlyBudget: 1 },
      /resource:default\/impostor says that its folder is environments\/claims-dev, which belongs to resource:default\/claims-dev/,
    ],
  ])('refuses %s, and leaves nothing behind', async (_, values, reason) => {
    const { error } = await portal.run('change-environment', values);
    expect(error?.message).toMatch(reason);
    expect(open()).toEqual([]);
  });

  it('refuses what governance no longer authorizes', async () => {
    await portal.scenario.commit({
      'governance/phase.yaml': GOVERNANCE.replaceAll(
        '111122223333',
        '555566667777',
      ),
    });
    const { error } = await portal.run('change-environment', change);
    expect(error?.message).toMatch(
      /phase operate does not authorize account "111122223333"/,
    );
  });

  it('refuses who may not change the unit', async () => {
    portal.denied.add(`environments.environment.update ${entityRef}`);
    const { error } = await portal.run('change-environment', change);
    expect(error?.name).toBe('NotAllowedError');
    expect(error?.message).toMatch(/ask its owner, group:default\/platform/);
    expect(open()).toEqual([]);
  });

  it('refuses values that the form refuses', async () => {
    for (const values of [
      { ...change, entityRef: 'group:default/platform' },
      { ...change, monthlyBudget: 0 },
      { ...change, parameters: 'x' },
    ]) {
      expect((await portal.submit('change-environment', values)).status).toBe(
        400,
      );
    }
  });
});
