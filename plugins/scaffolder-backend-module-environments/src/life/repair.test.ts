import {
  CLAIMS_DEV,
  GOVERNANCE,
  REPOSITORY,
} from '../__testUtils__/RequestScenario';
import { ScaffolderScenario } from '../__testUtils__/ScaffolderScenario';
import { unitEntity } from '../__testUtils__/unitEntity';

const FOLDER = 'environments/claims-dev';
const DEPLOYED = 'e'.repeat(40);
const REASON = 'The edit of last night was a trial';
const LOGS = {
  logicalId: 'Logs1A2B3C4D',
  resourceType: 'AWS::Logs::LogGroup',
};
const DIFFERENCE = { path: '/RetentionInDays', expected: '30', actual: '90' };

describe('a request that ends the drift of a unit', () => {
  let portal: ScaffolderScenario;
  let summary: object;
  let resources: object[];
  let adoption: object;
  let provenance: object | undefined;

  const text = `${JSON.stringify(CLAIMS_DEV, null, 2)}\n`;
  const run = (values: object) =>
    portal.run('repair-drift', {
      entityRef: 'resource:default/claims-dev',
      ...values,
    });
  const refusal = async (values: object) => (await run(values)).error?.message;
  const revert = { way: 'revert', reason: REASON };
  const read = async (ref: string, file: string) =>
    String(
      await portal.scenario.github.repositories.readFile(
        REPOSITORY,
        ref,
        `${FOLDER}/${file}`,
      ),
    );

  beforeAll(async () => {
    portal = await ScaffolderScenario.start({
      templates: ['repair-drift'],
      entities: [unitEntity('claims-dev', FOLDER, 'aws-environment')],
      answers: path => {
        if (path.endsWith('/health')) {
          return { stacks: [{ name: 'claims-dev', provenance }] };
        }
        if (path.endsWith('/drift')) {
          return { summary, resources };
        }
        return path.endsWith('/adoption') ? adoption : undefined;
      },
    });
  });
  afterAll(() => portal.close());
  beforeEach(async () => {
    provenance = { commit: { sha: DEPLOYED } };
    summary = {
      status: 'DRIFTED',
      checkedResources: 5,
      totalResources: 7,
      driftedResources: 1,
    };
    resources = [{ ...LOGS, status: 'MODIFIED', differences: [DIFFERENCE] }];
    adoption = {
      commit: DEPLOYED,
      parameters: { databaseClass: 'db.t4g.large' },
      items: [
        {
          stack: 'claims-dev',
          logicalId: 'Database',
          resourceType: 'AWS::RDS::DBInstance',
          path: '/DBInstanceClass',
          actual: 'db.t4g.large',
          parameter: 'databaseClass',
        },
        { stack: 'claims-dev', ...LOGS, ...DIFFERENCE },
      ],
    };
    await portal.turnDown();
    await portal.scenario.commit({
      [`${FOLDER}/environment.json`]: text,
      [`${FOLDER}/stack.ts`]:
        "super(scope, id);\nnew LogGroup(this, 'Logs');\n",
      [`${FOLDER}/repair.json`]: null,
      'governance/phase.yaml': GOVERNANCE,
    });
  });

  it('becomes one pull request that says what is put back, and why', async () => {
    const { output, error } = await run(revert);
    expect(error).toBeUndefined();
    const [pull] = portal.openPulls();
    expect(output?.pullRequestNumber).toBe(pull.number);
    expect(pull.title).toBe(
      'Put back what drifted in environment claims-dev (dev, us-east-1)',
    );
    expect(pull.body).toContain(
      '| `claims-dev` | `Logs1A2B3C4D` | `/RetentionInDays` | `30` | `90` |',
    );
    expect(JSON.parse(await read(pull.headSha, 'repair.json'))).toEqual({
      reason: REASON,
      revert: { 'claims-dev': DEPLOYED },
    });
    expect(await read(pull.headSha, 'environment.json')).toBe(text);
    expect((await run(revert)).output).toEqual(output);
    expect(portal.openPulls()).toHaveLength(1);
  });

  it('becomes one that writes what was found into parameters, and says where the rest is written', async () => {
    const { error } = await run({ way: 'adopt' });
    expect(error).toBeUndefined();
    const [pull] = portal.openPulls();
    expect(pull.title).toBe(
      'Adopt what was changed in environment claims-dev (dev, us-east-1)',
    );
    expect(JSON.parse(await read(pull.headSha, 'environment.json'))).toEqual({
      ...CLAIMS_DEV,
      parameters: { ...CLAIMS_DEV.parameters, databaseClass: 'db.t4g.large' },
    });
    expect(pull.body).toContain(
      'line 2 of environments/claims-dev/stack.ts makes its construct Logs',
    );
  });

  it('is refused with the line to edit where no parameter has what was found', async () => {
    adoption = {
      commit: DEPLOYED,
      parameters: {},
      items: [{ stack: 'claims-dev', ...LOGS, ...DIFFERENCE }],
    };
    expect(await refusal({ way: 'adopt' })).toMatch(
      /No parameter of claims-dev has what was found\. .*RetentionInDays of Logs1A2B3C4D .* is 90: line 2 of environments\/claims-dev\/stack\.ts makes its construct Logs\. Or have it put back/,
    );
  });

  it('is refused for a value that must not change in place', async () => {
    adoption = {
      commit: DEPLOYED,
      parameters: { cidr: '10.9.0.0/16' },
      items: [],
    };
    expect(await refusal({ way: 'adopt' })).toMatch(
      /parameters\.cidr: cannot change/,
    );
  });

  it.each(['revert', 'adopt'])(
    'is refused where CloudFormation could check nothing, or found nothing: %s',
    async way => {
      resources = [];
      summary = {
        status: 'NOT_CHECKED',
        checkedResources: 0,
        totalResources: 7,
        reason: 'Rate exceeded',
      };
      const values = way === 'revert' ? revert : { way };
      expect(await refusal(values)).toMatch(
        /No drift of claims-dev is known.*could check no resource of claims-dev \(Rate exceeded\)/,
      );
      summary = { status: 'IN_SYNC', checkedResources: 5, totalResources: 7 };
      expect(await refusal(values)).toMatch(
        /claims-dev is in sync by what it could check, 5 of 7 resources/,
      );
      expect(portal.openPulls()).toEqual([]);
    },
  );

  it('is refused where nobody knows what was deployed, or the same was merged before', async () => {
    await portal.scenario.commit({
      [`${FOLDER}/repair.json`]: `${JSON.stringify({ reason: REASON, revert: { 'claims-dev': DEPLOYED } }, null, 2)}\n`,
    });
    expect(await refusal(revert)).toMatch(
      /repair\.json says all of that already .* run that again/,
    );
    provenance = undefined;
    expect(await refusal(revert)).toMatch(
      /Nobody knows from which commit claims-dev was deployed/,
    );
    expect(portal.openPulls()).toEqual([]);
  });

  it('is refused to whom governance does not name for it', async () => {
    await portal.scenario.commit({
      'governance/phase.yaml': `${GOVERNANCE}requests:\n  - { steps: [repair], by: [user:default/engineer] }\n`,
    });
    expect(await refusal(revert)).toMatch(
      /only user:default\/engineer may ask for repair at stage dev/,
    );
  });

  it('is refused at submission without a reason to put anything back', async () => {
    const response = await portal.submit('repair-drift', {
      entityRef: 'resource:default/claims-dev',
      way: 'revert',
    });
    expect(response.status).toBe(400);
  });
});
