import type { JsonObject } from '@backstage/types';
import {
  ENVIRONMENT_REQUEST,
  GOVERNANCE,
  OTHER_REPOSITORY,
  REPOSITORY,
  RequestScenario,
} from './__testUtils__/RequestScenario';

const PHASE = 'governance/phase.yaml';

/** What the second repository authorizes: stage staging of an account of its own, and dev of one that both hold. */
const PAYMENTS = GOVERNANCE.replace(
  "'444455556666', name: staging, stages: [staging]",
  "'555566667777', name: payments, stages: [staging]",
);
const TENANT = {
  kind: 'tenant',
  owner: 'group:default/platform',
  blueprint: 'tenant',
  monthlyBudget: 50,
};

describe('a request, where there are two infrastructure repositories', () => {
  let scenario: RequestScenario;

  beforeAll(async () => {
    scenario = await RequestScenario.start({
      repositories: [REPOSITORY, OTHER_REPOSITORY],
    });
  });
  afterAll(() => scenario.close());

  const commit = (changes: Record<string, string | null>) =>
    scenario.commit(changes, 'main', OTHER_REPOSITORY);
  const environment = (over: JsonObject) => ({
    ...ENVIRONMENT_REQUEST,
    ...over,
  });
  const placed = (stage: string, account: string) => ({ stage, account });
  const pulls = (repository: string) =>
    scenario.github.pulls
      .list(repository)
      .filter(({ state }) => state === 'open')
      .map(({ title }) => title);
  const wentTo = async (request: JsonObject) =>
    String((await scenario.run(request)).requestPath)
      .split('/')
      .at(-2);

  beforeEach(async () => {
    scenario.logged.length = 0;
    await commit({
      [PHASE]: PAYMENTS,
      '.github/CODEOWNERS': '* @developer\n',
      'environments/ledger-dev/environment.json': JSON.stringify({
        kind: 'environment',
        name: 'ledger-dev',
        blueprint: 'application',
        version: '1.0.0',
        stage: 'dev',
        account: '111122223333',
        region: 'us-west-2',
        owner: 'group:default/payments',
        monthlyBudget: 200,
        parameters: { cidr: '10.9.0.0/16' },
      }),
    });
  });

  it('goes to the one whose governance authorizes its place, and is all there: annotation, owners, pull request', async () => {
    expect(
      await wentTo(
        environment({
          name: 'ledger-staging',
          ...placed('staging', '555566667777'),
        }),
      ),
    ).toBe('payments');
    expect(await wentTo(environment({ name: 'claims-staging' }))).toBe(
      'infrastructure',
    );
    expect(pulls(OTHER_REPOSITORY)).toEqual([
      expect.stringContaining('ledger-staging'),
    ]);
    expect(pulls(REPOSITORY)).toEqual([
      expect.stringContaining('claims-staging'),
    ]);
    const [pull] = scenario.github.pulls.list(OTHER_REPOSITORY);
    expect(
      String(
        await scenario.github.repositories.readFile(
          OTHER_REPOSITORY,
          pull.headSha,
          'environments/ledger-staging/catalog-info.yaml',
        ),
      ),
    ).toMatch(/plinth\/repository: .*\/acme\/payments/);
  });

  it('has to name one where both authorize its place, and goes to that', async () => {
    const request = environment({
      name: 'shared-dev',
      ...placed('dev', '111122223333'),
    });
    await expect(scenario.run(request)).rejects.toThrow(
      'repository: acme/infrastructure and acme/payments authorize stage dev in account 111122223333, us-east-1; say which of them the unit is to be in',
    );
    expect(
      await wentTo({
        ...request,
        repoUrl: `${scenario.github.url}/${OTHER_REPOSITORY}`,
      }),
    ).toBe('payments');
  });

  it('is refused where none authorizes its place, and told what each does', async () => {
    await expect(
      scenario.run(
        environment({
          name: 'new-prod',
          ...placed('production', '999988887777'),
        }),
      ),
    ).rejects.toThrow(
      /no infrastructure repository authorizes stage production in account 999988887777, us-east-1: acme\/infrastructure authorizes .*staging in 444455556666.*; acme\/payments authorizes .*staging in 555566667777/,
    );
  });

  it('for a tenant goes where its environment is', async () => {
    expect(
      await wentTo({ ...TENANT, name: 'globex', environment: 'ledger-dev' }),
    ).toBe('payments');
    expect(
      await wentTo({ ...TENANT, name: 'initech', environment: 'claims-dev' }),
    ).toBe('infrastructure');
    await expect(
      scenario.run({ ...TENANT, name: 'nobody', environment: 'nope' }),
    ).rejects.toThrow(
      /environment: there is no environments\/nope\/environment\.json on the main branch of acme\/infrastructure and acme\/payments/,
    );
  });

  it('is refused a name that the other has, merged or asked for', async () => {
    await expect(
      scenario.run(environment({ name: 'ledger-dev' })),
    ).rejects.toThrow(
      /name: ledger-dev is taken by environments\/ledger-dev on main of .*acme\/payments, and all infrastructure repositories share one set of names/,
    );
    await expect(
      scenario.run(environment({ name: 'ledger-staging' })),
    ).rejects.toThrow(
      /name: ledger-staging is taken by pull request #\d+ of .*acme\/payments/,
    );
  });

  it.each<[string, () => Promise<void>]>([
    [
      'has no governance file',
      async () => void (await commit({ [PHASE]: null })),
    ],
    ['has a broken one', async () => void (await commit({ [PHASE]: '{' }))],
  ])('goes on in one while the other %s', async (_, breakIt) => {
    await breakIt();
    // Its place could be the other's too, of which nothing is known now.
    const name = `alone-${pulls(REPOSITORY).length}`;
    expect(
      await wentTo(environment({ name, ...placed('dev', '111122223333') })),
    ).toBe('infrastructure');
    expect(scenario.logged.join('\n')).toMatch(
      /acme\/payments could not be read, and is passed over/,
    );
    await expect(
      scenario.run(
        environment({ name: 'lost', ...placed('staging', '555566667777') }),
      ),
    ).rejects.toThrow(/\(acme\/payments could not be read: .*phase\.yaml/);
  });
});

describe('a request, while the other repository is not there', () => {
  it('goes on, with the catalog alone to say which names that one has', async () => {
    const scenario = await RequestScenario.start({
      repositories: [REPOSITORY, OTHER_REPOSITORY],
    });
    try {
      // Nothing was pushed to it: it has no branch that could be read.
      await expect(scenario.run(ENVIRONMENT_REQUEST)).resolves.toMatchObject({
        requestPath: expect.stringContaining(REPOSITORY),
      });
      expect(scenario.logged.join('\n')).toMatch(
        /Whether .*acme\/payments has a unit claims-staging is known from the catalog alone/,
      );
      await expect(
        scenario.run({ ...ENVIRONMENT_REQUEST, name: 'only-in-catalog' }),
      ).rejects.toThrow(/taken by resource:default\/only-in-catalog/);
    } finally {
      await scenario.close();
    }
  });
});
