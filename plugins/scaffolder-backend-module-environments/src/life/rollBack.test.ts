import { execFileSync } from 'node:child_process';
import { NotAllowedError } from '@backstage/errors';
import { blueprintSchemas } from '@plinth/blueprints/schema';
import {
  CLAIMS_DEV,
  GOVERNANCE,
  REPOSITORY,
} from '../__testUtils__/RequestScenario';
import { ScaffolderScenario } from '../__testUtils__/ScaffolderScenario';
import { unitEntity } from '../__testUtils__/unitEntity';

const FOLDER = 'environments/claims-dev';
const entityRef = 'resource:default/claims-dev';
const v11 = blueprintSchemas.find(
  ({ name, version }) => name === 'application' && version === '1.1.0',
)!;

describe('a request that a unit goes back', () => {
  let portal: ScaffolderScenario;
  let trail: Array<{ commit: { sha: string }; status: string }>;
  let refusalOfTrail: Error | undefined;

  const commit = (over: Record<string, string | null>) =>
    portal.scenario.commit(over);
  const environment = (over: object = {}) =>
    `${JSON.stringify({ ...CLAIMS_DEV, ...over }, null, 2)}\n`;
  const deployed = (sha: string, status = 'deployed') => {
    trail = [...trail, { commit: { sha }, status }];
    return sha;
  };
  const run = (values: object) =>
    portal.run('roll-back', { entityRef, ...values });
  const refusal = async (values: object) => (await run(values)).error?.message;
  const git = (...args: string[]) =>
    execFileSync(
      'git',
      [
        '--git-dir',
        portal.scenario.github.repositories.gitDirectory(REPOSITORY),
        ...args,
      ],
      { encoding: 'utf8' },
    ).trim();

  beforeAll(async () => {
    portal = await ScaffolderScenario.start({
      templates: ['roll-back'],
      entities: [unitEntity('claims-dev', FOLDER, 'aws-environment')],
      blueprints: [{ ...v11, version: '2.0.0', replaces: ['the database'] }],
      changes: () => {
        if (refusalOfTrail) {
          throw refusalOfTrail;
        }
        return trail;
      },
    });
  });
  afterAll(() => portal.close());
  beforeEach(async () => {
    trail = [];
    refusalOfTrail = undefined;
    await portal.turnDown();
    await commit({
      [`${FOLDER}/environment.json`]: environment(),
      [`${FOLDER}/stack.ts`]: '// as it was\n',
      [`${FOLDER}/lib/queue.ts`]: '// a queue\n',
      [`${FOLDER}/lib/later.ts`]: null,
      'governance/phase.yaml': GOVERNANCE,
    });
  });

  it('becomes one pull request that makes the folder what it was, and touches nothing else', async () => {
    const then = deployed(git('rev-parse', 'main'));
    await commit({
      [`${FOLDER}/environment.json`]: environment({ monthlyBudget: 900 }),
      [`${FOLDER}/stack.ts`]: '// other\n',
      [`${FOLDER}/lib/queue.ts`]: null,
      [`${FOLDER}/lib/later.ts`]: '// later\n',
      'app.ts': '// other app\n',
    });
    const { output, error } = await run({ commit: then });
    expect(error).toBeUndefined();
    const [pull] = portal.openPulls();
    expect(output).toMatchObject({ pullRequestNumber: pull.number, entityRef });
    expect(pull.title).toBe(
      `Roll environment claims-dev back to ${then.slice(0, 7)} (dev, us-east-1)`,
    );
    expect(pull.body).toContain('| `monthlyBudget` | `900` | `200` |');
    expect(pull.body).toMatch(
      /`environments\/claims-dev\/stack\.ts` goes back too/,
    );
    expect(git('diff', '--name-only', then, pull.headSha)).toBe('app.ts');
    expect((await run({ commit: then })).output).toEqual(output);
    expect(portal.openPulls()).toHaveLength(1);
  });

  it('is refused for a commit that was not deployed, failed, is on another branch, or changes nothing', async () => {
    const then = git('rev-parse', 'main');
    await commit({ [`${FOLDER}/stack.ts`]: '// other\n' });
    expect(await refusal({ commit: then })).toMatch(
      /tells of no deployment of [0-9a-f]{7} that succeeded/,
    );
    deployed(then, 'failed');
    expect(await refusal({ commit: then })).toMatch(/tells of no deployment/);

    const main = deployed(git('rev-parse', 'main'));
    expect(await refusal({ commit: main })).toMatch(
      /is as it was at [0-9a-f]{7}, so there is nothing to change/,
    );

    git('update-ref', 'refs/heads/side', main);
    const side = await portal.scenario.commit(
      { [`${FOLDER}/stack.ts`]: '// never reviewed\n' },
      'side',
    );
    await commit({ 'app.ts': '// main moves on\n' });
    deployed(side);
    expect(await refusal({ commit: side })).toMatch(/is not part of main/);
    expect(portal.openPulls()).toEqual([]);
  });

  it('tells in the words of the audit trail why that cannot be read', async () => {
    refusalOfTrail = new NotAllowedError('You may not read what changed here');
    expect(await refusal({ commit: git('rev-parse', 'main') })).toBe(
      'You may not read what changed here',
    );
    expect(portal.openPulls()).toEqual([]);
  });

  it('names what would be lost, and is refused until that is confirmed', async () => {
    const then = deployed(git('rev-parse', 'main'));
    await commit({
      [`${FOLDER}/environment.json`]: environment({
        parameters: { cidr: '10.7.0.0/16' },
      }),
    });
    const loss = await refusal({ commit: then });
    expect(loss).toMatch(
      /would lose data or an address of claims-dev: parameters\.cidr cannot change from "10\.7\.0\.0\/16" to "10\.0\.0\.0\/16".*type claims-dev in confirm/,
    );
    expect(await refusal({ commit: then, confirm: 'yes' })).toBe(loss);
    expect(portal.openPulls()).toEqual([]);
    const { error } = await run({ commit: then, confirm: 'claims-dev' });
    expect(error).toBeUndefined();
    expect(portal.openPulls()[0].body).toMatch(
      /\*\*This loses data or an address: `parameters\.cidr cannot change/,
    );
  });

  it.each([
    ['back to a version before', '1.0.0', '2.0.0'],
    ['to a version after, as when one went back too far', '2.0.0', '1.0.0'],
  ])(
    'names what the versions on the way %s replace',
    async (_, target, current) => {
      await commit({
        [`${FOLDER}/environment.json`]: environment({ version: target }),
      });
      const then = deployed(git('rev-parse', 'main'));
      await commit({
        [`${FOLDER}/environment.json`]: environment({ version: current }),
      });
      expect(await refusal({ commit: then })).toMatch(
        /would lose data or an address of claims-dev: "the database", which version 2\.0\.0 replaces\. Save the data/,
      );
      expect(portal.openPulls()).toEqual([]);
      const { error } = await run({ commit: then, confirm: 'claims-dev' });
      expect(error).toBeUndefined();
    },
  );

  it('is taken for a loss where nobody can tell what would be lost', async () => {
    const then = deployed(git('rev-parse', 'main'));
    await commit({
      [`${FOLDER}/environment.json`]: environment({ version: '1.5.0' }),
    });
    expect(await refusal({ commit: then })).toMatch(
      /would lose data or an address of claims-dev: nobody can tell what, since main breaks a rule \(version: blueprint application has no version 1\.5\.0/,
    );
    expect(portal.openPulls()).toEqual([]);
    const { error } = await run({ commit: then, confirm: 'claims-dev' });
    expect(error).toBeUndefined();
  });

  it('is refused where it was another unit then', async () => {
    await commit({
      [`${FOLDER}/environment.json`]: environment({ region: 'us-west-2' }),
    });
    const then = deployed(git('rev-parse', 'main'));
    await commit({ [`${FOLDER}/environment.json`]: environment() });
    expect(await refusal({ commit: then, confirm: 'claims-dev' })).toMatch(
      /commit: region cannot change from "us-east-1" to "us-west-2"/,
    );
  });
});
