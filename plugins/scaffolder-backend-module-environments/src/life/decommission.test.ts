import { execFileSync } from 'node:child_process';
import {
  CLAIMS_DEV,
  GOVERNANCE,
  REPOSITORY,
} from '../__testUtils__/RequestScenario';
import { ScaffolderScenario } from '../__testUtils__/ScaffolderScenario';
import { unitEntity } from '../__testUtils__/unitEntity';

const TENANT = {
  ...CLAIMS_DEV,
  kind: 'tenant',
  name: 'acme-claims',
  environment: 'claims-dev',
  blueprint: 'tenant',
  monthlyBudget: 50,
  parameters: {},
};
const FOLDER = 'tenants/acme-claims';
const STATEMENT = `{
  "reason": "The customer left us",
  "export": {
    "to": "s3://archive/acme",
    "until": "2033-12-31"
  },
  "liftTerminationProtection": true
}
`;

describe('a request that a unit ends', () => {
  let portal: ScaffolderScenario;

  beforeAll(async () => {
    portal = await ScaffolderScenario.start({
      templates: ['decommission'],
      entities: [
        unitEntity('claims-dev', 'environments/claims-dev', 'aws-environment'),
        unitEntity('acme-claims', FOLDER, 'aws-tenant'),
      ],
      estimate: () => 60,
    });
  });
  afterAll(() => portal.close());

  const commit = (over: Record<string, string> = {}) =>
    portal.scenario.commit({
      'environments/claims-dev/environment.json': JSON.stringify(CLAIMS_DEV),
      [`${FOLDER}/tenant.json`]: JSON.stringify(TENANT),
      [`${FOLDER}/lib/queue.ts`]: '// resources that people added\n',
      'governance/phase.yaml': GOVERNANCE,
      ...over,
    });
  const entityRef = 'resource:default/acme-claims';
  const prepare = {
    entityRef,
    step: 'prepare',
    reason: 'The customer left us',
    exportedTo: 's3://archive/acme',
    keptUntil: '2033-12-31',
    liftTerminationProtection: true,
  };
  const remove = { entityRef, step: 'remove', confirm: 'acme-claims' };
  const run = (values: object) => portal.run('decommission', { ...values });
  const refusal = async (values: object) => (await run(values)).error?.message;

  it('first states what becomes of the data, and deletes nothing', async () => {
    await commit();
    // Not before it is prepared
    expect(await refusal(remove)).toMatch(
      /there is no tenants\/acme-claims\/decommission\.json on the main branch. Ask for step prepare/,
    );
    // The form keeps what was filled in for the other step
    const { output, error } = await run({ ...remove, ...prepare });
    expect(error).toBeUndefined();
    const [pull] = portal.openPulls();
    expect(output).toMatchObject({ pullRequestNumber: pull.number, entityRef });
    expect(pull.title).toBe(
      'Prepare the end of tenant acme-claims (dev, us-east-1)',
    );
    expect(pull.body).toMatch(/Nothing is deleted by this/);
    expect(pull.body).toMatch(
      /kept at `s3:\/\/archive\/acme` until 2033-12-31/,
    );
    expect(
      String(
        await portal.scenario.github.repositories.readFile(
          REPOSITORY,
          pull.headSha,
          `${FOLDER}/decommission.json`,
        ),
      ),
    ).toBe(STATEMENT);
    expect((await run(prepare)).output).toEqual(output);
    expect(portal.openPulls()).toHaveLength(1);
    await portal.turnDown();
  });

  it('then removes the whole folder, and nothing else', async () => {
    await commit({ [`${FOLDER}/decommission.json`]: STATEMENT });
    expect(await refusal(prepare)).toMatch(/says all of that already/);
    expect(await refusal({ ...remove, confirm: 'acme' })).toMatch(
      /confirm: must be acme-claims/,
    );
    // The form keeps what was filled in for the other step, and its defaults
    const { output, error } = await run({ ...prepare, ...remove });
    expect(error).toBeUndefined();
    const [pull] = portal.openPulls();
    expect(pull.title).toBe('Remove tenant acme-claims (dev, us-east-1)');
    expect(pull.body).toMatch(/This deletes the stacks of `acme-claims`/);
    expect(pull.body).toMatch(/Why: `The customer left us`/);
    const { repositories } = portal.scenario.github;
    const git = ['--git-dir', repositories.gitDirectory(REPOSITORY)];
    expect(
      execFileSync(
        'git',
        [...git, 'diff', '--name-status', 'main', pull.headSha],
        { encoding: 'utf8' },
      )
        .trim()
        .split('\n'),
    ).toEqual([
      `D\t${FOLDER}/decommission.json`,
      `D\t${FOLDER}/lib/queue.ts`,
      `D\t${FOLDER}/tenant.json`,
    ]);
    expect((await run(remove)).output).toEqual(output);
    expect(portal.openPulls()).toHaveLength(1);
    await portal.turnDown();
  });

  it.each<[string, object, RegExp]>([
    [
      'data without an export or a waiver',
      { ...prepare, exportedTo: undefined, keptUntil: undefined },
      /dataWaiver: say who lets the data go/,
    ],
    [
      'an export without a day',
      { ...prepare, keptUntil: undefined },
      /exportedTo and keptUntil belong together/,
    ],
    [
      'a reason that is none',
      { ...prepare, reason: '          ' },
      /a sentence that a reviewer can check/,
    ],
    [
      'protection that is not lifted',
      { ...prepare, liftTerminationProtection: false },
      /acme-claims are protected against deletion/,
    ],
  ])('refuses %s, and leaves nothing behind', async (_, values, message) => {
    await commit();
    expect(await refusal(values)).toMatch(message);
    expect(portal.openPulls()).toEqual([]);
  });

  it('refuses to remove what was prepared without lifting its protection, and an environment with tenants', async () => {
    const unlifted = STATEMENT.replace('true', 'false');
    await commit({
      [`${FOLDER}/decommission.json`]: unlifted,
      'environments/claims-dev/decommission.json': STATEMENT,
    });
    expect(await refusal(remove)).toMatch(/liftTerminationProtection: /);
    expect(
      await refusal({
        entityRef: 'resource:default/claims-dev',
        step: 'remove',
        confirm: 'claims-dev',
      }),
    ).toMatch(/Tenants stand in environments\/claims-dev: acme-claims/);
    expect(portal.openPulls()).toEqual([]);
  });

  it('asks for no statement on a preview, where the workflow preview may end it', async () => {
    const end = {
      entityRef: 'resource:default/claims-dev',
      step: 'remove',
      confirm: 'claims-dev',
    };
    const govern = (governance: string) =>
      portal.scenario.commit({
        'environments/claims-dev/environment.json': JSON.stringify({
          ...CLAIMS_DEV,
          stage: 'preview',
        }),
        'environments/claims-dev/decommission.json': null,
        [`${FOLDER}/tenant.json`]: null,
        'governance/phase.yaml': governance,
      });
    await govern(GOVERNANCE);
    expect(await refusal(end)).toMatch(
      /no environments\/claims-dev\/decommission\.json/,
    );
    await govern(GOVERNANCE.replace('drift]', 'drift, previews]'));
    expect(await refusal({ ...prepare, entityRef: end.entityRef })).toMatch(
      /is a preview, whose data goes with it/,
    );
    expect(await refusal(end)).toBeUndefined();
    await portal.turnDown();
  });

  it('refuses whoever may not end the unit, if they may change it, too', async () => {
    await commit();
    portal.denied.add(`environments.environment.delete ${entityRef}`);
    expect(await refusal(prepare)).toMatch(/You are not allowed to do/);
    portal.denied.clear();
  });
});
