import {
  CLAIMS_DEV,
  GOVERNANCE,
  REPOSITORY,
} from '../__testUtils__/RequestScenario';
import { ScaffolderScenario } from '../__testUtils__/ScaffolderScenario';
import { unitEntity } from '../__testUtils__/unitEntity';

const FILE = 'environments/claims-dev/environment.json';
const entityRef = 'resource:default/claims-dev';
const atMost = (hours: number) =>
  `${GOVERNANCE}previews: { maxHours: ${hours} }\n`;

describe('a preview of a branch', () => {
  let portal: ScaffolderScenario;
  let branch: string;

  const commit = (changes: Record<string, string>) =>
    portal.scenario.commit(changes);
  const read = async (ref: string, file: string) =>
    String(
      await portal.scenario.github.repositories.readFile(REPOSITORY, ref, file),
    );
  const ask = (over: object = {}) =>
    portal.run('preview-environment', {
      name: 'claims-pr-1',
      owner: 'group:default/platform',
      pullRequest: branch,
      ttlHours: 48,
      stage: 'preview',
      account: '111122223333',
      region: 'us-east-1',
      blueprint: 'application',
      monthlyBudget: 100,
      ...over,
    });
  const extend = (hours = 24) =>
    portal.run('extend-preview', { entityRef, hours });
  const lives = (ttlHours: number) =>
    commit({
      [FILE]: JSON.stringify({
        ...CLAIMS_DEV,
        stage: 'preview',
        parameters: { ...CLAIMS_DEV.parameters, ttlHours },
      }),
    });

  beforeAll(async () => {
    portal = await ScaffolderScenario.start({
      templates: ['preview-environment', 'extend-preview'],
      entities: [
        unitEntity('claims-dev', 'environments/claims-dev', 'aws-environment'),
      ],
    });
    branch = `${portal.scenario.github.url}/acme/claims/pull/87`;
  });
  afterAll(() => portal.close());
  beforeEach(async () => {
    await portal.turnDown();
    await commit({ 'governance/phase.yaml': atMost(96) });
  });

  it('is asked for by one pull request that names its end and its branch', async () => {
    const { output, error } = await ask();
    expect(error).toBeUndefined();
    const [pull] = portal.openPulls();
    expect(output?.pullRequestNumber).toBe(pull.number);
    const folder = 'environments/claims-pr-1';
    expect(
      JSON.parse(await read(pull.headSha, `${folder}/environment.json`)),
    ).toMatchObject({ stage: 'preview', parameters: { ttlHours: 48 } });
    expect(await read(pull.headSha, `${folder}/catalog-info.yaml`)).toContain(
      `plinth/preview-of: ${branch}`,
    );
    expect((await ask()).output).toEqual(output);
  });

  it('is refused for longer than governance allows, and for what is no pull request here', async () => {
    expect((await ask({ ttlHours: 97 })).error?.message).toMatch(
      /parameters\.ttlHours: phase operate lets previews live for at most 96 hours, not 97/,
    );
    expect(
      (
        await ask({
          pullRequest: 'https://evil.example.com/acme/claims/pull/1',
        })
      ).error?.message,
    ).toMatch(/previewOf: .* is no pull request of /);
    const response = await portal.submit('preview-environment', {
      name: 'claims-pr-1',
    });
    expect(response.status).toBe(400);
    expect(portal.openPulls()).toEqual([]);
  });

  it('is extended by one pull request, as far as governance allows', async () => {
    await lives(48);
    const { output, error } = await extend();
    expect(error).toBeUndefined();
    const [pull] = portal.openPulls();
    expect(pull.title).toBe(
      'Extend environment claims-dev (preview, us-east-1)',
    );
    expect(JSON.parse(await read(pull.headSha, FILE)).parameters.ttlHours).toBe(
      72,
    );
    expect((await extend()).output).toEqual(output);
    await portal.turnDown();

    expect((await extend(49)).error?.message).toMatch(
      /at most 96 hours, not 97/,
    );
    await commit({ [FILE]: JSON.stringify(CLAIMS_DEV) });
    expect((await extend()).error?.message).toMatch(
      /extendHours: claims-dev is of stage dev and has no time to live/,
    );
    expect(portal.openPulls()).toEqual([]);
  });
});
