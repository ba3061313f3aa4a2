import { GOVERNANCE, REPOSITORY } from '../__testUtils__/RequestScenario';
import { ScaffolderScenario } from '../__testUtils__/ScaffolderScenario';
import { unitEntity } from '../__testUtils__/unitEntity';

const FILE = 'governance/freezes/year-end.json';
const UNTIL = '2099-01-02T06:00:00Z';
const VALUES = {
  name: 'year-end',
  reason: 'The books are closed until the new year',
  until: UNTIL,
  stages: ['staging'],
  units: ['resource:default/claims-dev'],
};
const STATEMENT = {
  reason: VALUES.reason,
  by: 'user:default/developer',
  until: UNTIL,
  stages: ['staging'],
  units: ['environments/claims-dev'],
};

describe('a request for a freeze', () => {
  let portal: ScaffolderScenario;

  const commit = (over: Record<string, string | null>) =>
    portal.scenario.commit(over);
  const freeze = (over: object = {}) =>
    portal.run('freeze', { ...VALUES, ...over });
  const refusal = async (over: object) => (await freeze(over)).error?.message;
  const read = async (ref: string) => {
    const { github } = portal.scenario;
    const answer = await fetch(
      `${github.apiUrl}/repos/${REPOSITORY}/contents/${FILE}?ref=${ref}`,
      {
        headers: {
          authorization: `token ${github.tokenFor('admin')}`,
          accept: 'application/vnd.github.raw+json',
        },
      },
    );
    return answer.ok ? answer.json() : undefined;
  };

  beforeAll(async () => {
    portal = await ScaffolderScenario.start({
      templates: ['freeze', 'unfreeze', 'change-environment'],
      entities: [
        unitEntity('claims-dev', 'environments/claims-dev', 'aws-environment'),
      ],
    });
  });
  afterAll(() => portal.close());
  beforeEach(async () => {
    await portal.turnDown();
    await commit({ [FILE]: null, 'governance/phase.yaml': GOVERNANCE });
  });

  it('becomes one pull request that adds one file, and its end one that removes it', async () => {
    const { output, error } = await freeze();
    expect(error).toBeUndefined();
    const [pull] = portal.openPulls();
    expect(output).toMatchObject({
      pullRequestNumber: pull.number,
      requestPath: `/environments/requests/${REPOSITORY}/${pull.number}`,
      headCommit: pull.headSha,
    });
    expect(pull.title).toBe(`Freeze year-end until ${UNTIL}`);
    expect(pull.body).toContain('The books are closed until the new year');
    expect(await read(pull.headSha)).toEqual(STATEMENT);
    expect((await freeze()).output).toEqual(output);
    expect(portal.openPulls()).toHaveLength(1);

    await portal.turnDown();
    await commit({ [FILE]: JSON.stringify(STATEMENT) });
    expect(await refusal({})).toMatch(
      /year-end\.json is on the main branch, and ends 2099-.*ask for unfreeze first/,
    );
    const lifted = await portal.run('unfreeze', { name: 'year-end' });
    expect(lifted.error).toBeUndefined();
    const [lift] = portal.openPulls();
    expect(lift.title).toBe('Lift the freeze year-end');
    expect(await read(lift.headSha)).toBeUndefined();
  });

  it('is refused where it is over, is about nothing, or is about what there is not', async () => {
    expect(await refusal({ until: '2020-01-01T00:00:00Z' })).toMatch(
      /until: 2020-.* is over/,
    );
    expect(await refusal({ stages: [], units: [] })).toMatch(
      /must have stages or units/,
    );
    expect(await refusal({ units: ['nowhere'] })).toMatch(
      /there is no resource:default\/nowhere in the catalog/,
    );
    const { error } = await portal.run('unfreeze', { name: 'nothing' });
    expect(error?.message).toMatch(
      /no governance\/freezes\/nothing\.json on the main branch/,
    );
    expect(portal.openPulls()).toEqual([]);
  });

  it.each([
    ['reason', undefined],
    ['reason', 'xmas'],
    ['until', undefined],
    ['until', 'soon'],
    ['stages', ['prod']],
    ['name', '../phase'],
  ])('is refused at submission with %s %j', async (parameter, value) => {
    const response = await portal.submit('freeze', {
      ...VALUES,
      [parameter]: value,
    });
    expect(response.status).toBe(400);
  });

  it('is refused to all but those whom governance names, as other steps are that it keeps to some', async () => {
    const rules = (...lines: string[]) =>
      commit({
        'governance/phase.yaml': `${GOVERNANCE}requests:\n${lines.map(line => `  - ${line}\n`).join('')}`,
      });
    await commit({
      'governance/phase.yaml': GOVERNANCE.replace(
        'owners: [group:default/platform]',
        'owners: [group:default/payments]',
      ),
    });
    expect(await refusal({})).toMatch(
      /year-end: only group:default\/payments may ask for freeze at stage staging/,
    );

    await rules(
      '{ steps: [freeze], stages: [staging], by: [group:default/platform] }',
      '{ steps: [freeze], stages: [dev], by: [group:default/payments] }',
    );
    expect(await refusal({})).toMatch(
      /only group:default\/payments may ask for freeze at stage dev/,
    );
    expect(await refusal({ units: [] })).toBeUndefined();

    await rules(
      '{ steps: [change], stages: [dev], by: [user:default/engineer] }',
    );
    const change = (requester: string) =>
      portal.run(
        'change-environment',
        { entityRef: 'resource:default/claims-dev', monthlyBudget: 300 },
        requester,
      );
    expect((await change('user:default/developer')).error?.message).toMatch(
      /only user:default\/engineer may ask for change at stage dev, as governance\/phase\.yaml says/,
    );
    expect((await change('user:default/engineer')).error).toBeUndefined();
  });
});
