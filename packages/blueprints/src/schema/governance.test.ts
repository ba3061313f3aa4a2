import {
  authorize,
  authorizesCommand,
  parseGovernance,
  refuseRequester,
  unauthorizedResourceTypes,
} from './governance';
import { BlueprintRegistry } from './BlueprintRegistry';
import { parseUnit } from './unit';

const blueprints = new BlueprintRegistry();

const phase = {
  apiVersion: 'plinth/v1',
  kind: 'GovernancePhase',
  phase: 'operate',
  owners: ['group:default/platform'],
  authorizes: {
    accounts: [
      {
        id: '444455556666',
        name: 'staging',
        stages: ['staging'],
        regions: ['us-east-1'],
      },
    ],
    blueprints: ['application'],
    resourceTypes: ['AWS::S3::*', 'AWS::KMS::Key'],
    commands: ['plan'],
  },
};
const unit = {
  kind: 'environment',
  name: 'claims-staging',
  blueprint: 'application',
  version: '1.0.0',
  stage: 'staging',
  account: '444455556666',
  region: 'us-east-1',
  owner: 'group:default/platform',
  monthlyBudget: 500,
  parameters: {},
};

describe('governance', () => {
  it('authorizes what the phase names', () => {
    expect(
      authorize(parseGovernance(phase), parseUnit(unit), blueprints),
    ).toEqual([]);
  });

  it.each([
    [{ account: '777788889999' }, /^account: /],
    [{ stage: 'production' }, /^stage: /],
    [{ region: 'us-west-2' }, /^region: /],
    [{ blueprint: 'platform-services' }, /^blueprint: /],
    [{ parameters: { drRegion: 'us-west-2' } }, /^parameters.drRegion: /],
  ])('refuses a unit with %j', (change, reason) => {
    expect(
      authorize(
        parseGovernance(phase),
        parseUnit({ ...unit, ...change }),
        blueprints,
      ),
    ).toEqual([expect.stringMatching(reason)]);
  });

  it('holds a region of disaster recovery that comes by default against the phase, as a named one', () => {
    const [account] = phase.authorizes.accounts;
    const inRegions = (...regions: string[]) =>
      parseGovernance({
        ...phase,
        authorizes: {
          ...phase.authorizes,
          accounts: [{ ...account, stages: ['production'], regions }],
        },
      });
    const production = (parameters: object) =>
      parseUnit({
        ...unit,
        stage: 'production',
        parameters: { cidr: '10.20.0.0/16', ...parameters },
      });
    const reasons = (parameters: object, ...regions: string[]) =>
      authorize(inRegions(...regions), production(parameters), blueprints);
    expect(reasons({}, 'us-east-1')).toEqual([
      expect.stringMatching(
        /^parameters\.drRegion: .*not in us-west-2, which it is by default; choose another, or none$/,
      ),
    ]);
    expect(reasons({}, 'us-east-1', 'us-west-2')).toEqual([]);
    expect(reasons({ drRegion: 'none' }, 'us-east-1')).toEqual([]);
  });

  it('fails closed when the file is missing, empty or broken', () => {
    expect(authorize(undefined, parseUnit(unit), blueprints)).toHaveLength(1);
    expect(() => parseGovernance(undefined)).toThrow('nothing is authorized');
    expect(() => parseGovernance(null)).toThrow('nothing is authorized');
    expect(() => parseGovernance({ ...phase, phase: 'party' })).toThrow(
      'phase: must be bootstrap or operate',
    );
    expect(authorizesCommand(undefined, 'plan')).toBe(false);
    expect(unauthorizedResourceTypes(undefined, ['AWS::S3::Bucket'])).toEqual([
      'AWS::S3::Bucket',
    ]);
  });

  it('refuses an account that is listed twice as ambiguous', () => {
    const { accounts } = phase.authorizes;
    expect(() =>
      parseGovernance({
        ...phase,
        authorizes: {
          ...phase.authorizes,
          accounts: [...accounts, ...accounts],
        },
      }),
    ).toThrow('authorizes.accounts.1.id: is listed twice');
  });

  it('keeps the bootstrap phase to the deployment backend, wiring and roles', () => {
    expect(() => parseGovernance({ ...phase, phase: 'bootstrap' })).toThrow(
      /resourceTypes.0: phase bootstrap can authorize only.*blueprints.0: phase bootstrap/,
    );
  });

  it('matches resource types by service or exactly', () => {
    expect(
      unauthorizedResourceTypes(parseGovernance(phase), [
        'AWS::S3::Bucket',
        'AWS::S3Express::Bucket',
        'AWS::KMS::Key',
        'AWS::KMS::Alias',
      ]),
    ).toEqual(['AWS::KMS::Alias', 'AWS::S3Express::Bucket']);
  });

  it('authorizes only commands that are named', () => {
    expect(authorizesCommand(parseGovernance(phase), 'plan')).toBe(true);
    expect(authorizesCommand(parseGovernance(phase), 'deploy')).toBe(false);
  });

  describe('of who may ask', () => {
    const governed = parseGovernance({
      ...phase,
      requests: [
        {
          steps: ['decommission', 'freeze'],
          stages: ['production'],
          by: ['group:default/operations'],
        },
        {
          steps: ['decommission'],
          by: ['group:default/claims', 'user:default/jane'],
        },
      ],
    });
    const asks = (
      step: Parameters<typeof refuseRequester>[1]['step'],
      stage: Parameters<typeof refuseRequester>[1]['stage'],
      ...person: string[]
    ) => refuseRequester(governed, { step, stage }, person);

    it('lets in whom a rule about the step and the stage names, as a person or by a group', () => {
      const member = ['user:default/joe', 'Group:default/Operations'];
      expect(asks('decommission', 'production', ...member)).toBeUndefined();
      expect(asks('decommission', 'dev', 'user:default/jane')).toBeUndefined();
      expect(asks('decommission', 'dev', ...member)).toBe(
        'only group:default/claims, user:default/jane may ask for decommission at stage dev, as governance/phase.yaml says; ask one of them',
      );
      expect(asks('decommission', 'dev')).toMatch(/^only /);
    });

    it('leaves other steps to everybody, but freezes to its owners', () => {
      expect(asks('upgrade', 'production', 'user:default/joe')).toBeUndefined();
      expect(asks('freeze', 'dev', 'user:default/joe')).toMatch(
        /^only group:default\/platform may ask for freeze/,
      );
      expect(asks('freeze', 'dev', 'group:default/platform')).toBeUndefined();
      expect(asks('freeze', 'production', 'group:default/platform')).toMatch(
        /^only group:default\/operations may ask for freeze/,
      );
    });

    it.each([
      [{ steps: ['fly'], by: ['group:default/a'] }, /requests\.0\.steps/],
      [{ steps: ['freeze'], by: [] }, /requests\.0\.by/],
      [{ steps: ['freeze'], by: ['admins'] }, /requests\.0\.by/],
      [
        { steps: ['freeze'], stages: [], by: ['group:default/a'] },
        /requests\.0\.stages/,
      ],
    ])('is refused where it says nothing that holds: %j', (rule, message) => {
      expect(() => parseGovernance({ ...phase, requests: [rule] })).toThrow(
        message,
      );
    });
  });
});
