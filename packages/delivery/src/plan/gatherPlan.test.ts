import { BlueprintRegistry } from '@plinth/blueprints/schema';
import { FakeStacks } from '../__testUtils__/FakeStacks';
import { InfrastructureRepository } from '../__testUtils__/InfrastructureRepository';
import { synthesizedStack } from '../__testUtils__/stacks';
import { synthesizedHere } from '../assembly/AssemblySource';
import { gatherPlan, type GatherPlanOptions } from './gatherPlan';
import type { DeployedStack } from '../aws/DeployedStack';
import type { Plan } from './model';

describe('gatherPlan', () => {
  let repository: InfrastructureRepository;
  let stacks: FakeStacks;
  let main: string;

  beforeAll(() => {
    repository = InfrastructureRepository.create();
    repository.writeEnvironment('claims-dev');
    repository.writeTenant('acme', 'claims-dev');
    repository.writeEnvironment('other-dev');
    main = repository.commit('Add environments and a tenant');
  });
  beforeEach(() => {
    repository.run('checkout', '--quiet', '--force', '-B', 'change', main);
    stacks = new FakeStacks();
  });
  afterAll(() => repository.dispose());

  const gather = (over: Partial<GatherPlanOptions> = {}) => {
    const head = repository.commit('Change something');
    return gatherPlan({
      command: 'plan',
      root: repository.root,
      git: repository.git,
      head,
      base: main,
      authority: main,
      pullRequest: 1,
      stacks,
      blueprints: new BlueprintRegistry(),
      assemble: synthesizedHere({ root: repository.root, env: process.env }),
      validate: false,
      env: process.env,
      ...over,
    });
  };
  const plan = async (over: Partial<GatherPlanOptions> = {}): Promise<Plan> => {
    const gathered = await gather(over);
    await gathered.dispose();
    return gathered.plan;
  };
  const rules = ({ findings }: Plan) =>
    findings
      .filter(({ severity }) => severity === 'error')
      .map(({ rule }) => rule);

  it('plans an environment and its tenants, and touches nothing else', async () => {
    repository.writeEnvironment('claims-dev', {}, 'two');
    const { stacks: planned, outcome, reasons, removed } = await plan();
    expect(outcome).toBe('passed');
    expect(removed).toEqual([]);
    expect(reasons).toEqual({
      'environments/claims-dev': 'its folder changed',
      'tenants/acme': 'its environment claims-dev changed',
    });
    expect(
      planned.map(({ stackName, baselineSha256, changes }) => [
        stackName,
        baselineSha256,
        changes,
      ]),
    ).toEqual([
      [
        'claims-dev',
        null,
        [
          {
            logicalId: 'Topic',
            resourceType: 'AWS::SNS::Topic',
            action: 'Add',
          },
        ],
      ],
      [
        'acme',
        null,
        [
          {
            logicalId: 'Topic',
            resourceType: 'AWS::SNS::Topic',
            action: 'Add',
          },
        ],
      ],
    ]);
    expect(stacks.reads.sort()).toEqual([
      '111122223333/us-east-1/acme',
      '111122223333/us-east-1/claims-dev',
    ]);
    expect(repository.run('status', '--porcelain')).toBe('');
  });

  it('warns of freezes on the base branch, and refuses files of which nobody knows what they freeze', async () => {
    const file = 'governance/freezes/audit.json';
    const freeze = {
      reason: 'The auditors read what runs',
      by: 'user:default/admin',
      until: '2099-01-01T00:00:00Z',
      stages: ['dev'],
    };
    repository.write(file, JSON.stringify(freeze));
    const frozen = repository.commit('Freeze');
    repository.writeEnvironment('other-dev', {}, 'two');
    const on = { base: frozen, authority: frozen };
    const { findings, outcome } = await plan(on);
    expect(outcome).toBe('passed');
    expect(findings).toContainEqual(
      expect.objectContaining({
        severity: 'warning',
        rule: 'freeze',
        unit: 'environments/other-dev',
      }),
    );

    repository.write(file, '{');
    const broken = await plan(on);
    expect(rules(broken)).toEqual(['freeze.file']);

    // What repairs it can be merged.
    const on2 = { base: broken.headCommit, authority: broken.headCommit };
    repository.write(file, JSON.stringify(freeze));
    const repaired = await plan(on2);
    expect(repaired.outcome).toBe('passed');
    expect(repaired.stacks).toEqual([]);
    expect(repaired.findings).toContainEqual(
      expect.objectContaining({
        severity: 'warning',
        rule: 'freeze.file',
        message: expect.stringMatching(/nothing is deployed: .*is no JSON/),
      }),
    );
  });

  it('takes the bootstrap qualifier from plinth.json into the stacks', async () => {
    const hash = async () => (await plan()).hash;
    repository.writeEnvironment('other-dev', {}, 'two');
    const before = await hash();
    repository.write(
      'plinth.json',
      repository.read('plinth.json').replace('hnb659fds', 'acme'),
    );
    const after = await plan();
    expect(after.outcome).toBe('passed');
    expect(after.stacks).toHaveLength(3);
    expect(after.hash).not.toBe(before);
  });

  it('makes the same hash for the same change, and another when the baseline moved', async () => {
    repository.writeEnvironment('other-dev', {}, 'two');
    const first = await plan();
    repository.write('README.md', 'Prose changes no hash.');
    const second = await plan();
    expect(second.hash).toBe(first.hash);
    expect(second.headCommit).not.toBe(first.headCommit);
    stacks.set(
      { account: '111122223333', region: 'us-east-1', stackName: 'other-dev' },
      {
        template: { Resources: {} },
        tags: { 'plinth:unit': 'environments/other-dev' },
      },
    );
    expect((await plan()).hash).not.toBe(first.hash);
  });

  it('plans nothing for prose', async () => {
    repository.write('docs/index.md', '# Docs');
    const { stacks: planned, outcome } = await plan();
    expect([planned, outcome]).toEqual([[], 'passed']);
    expect(stacks.reads).toEqual([]);
  });

  it('refuses what the base branch does not authorize, even if the pull request says so itself', async () => {
    repository.writeEnvironment('new-prod', {
      account: '999988887777',
      stage: 'production',
    });
    repository.write(
      'governance/phase.yaml',
      repository
        .read('governance/phase.yaml')
        .replace('111122223333', '999988887777'),
    );
    const { findings, outcome } = await plan();
    expect(outcome).toBe('failed');
    expect(findings).toContainEqual(
      expect.objectContaining({
        rule: 'governance.account',
        unit: 'environments/new-prod',
        severity: 'error',
      }),
    );
    expect(findings).toContainEqual(
      expect.objectContaining({
        rule: 'governance.change',
        severity: 'warning',
      }),
    );
  });

  it('asks the rule packs that the base branch chose, and lets its owners except a rule for a unit', async () => {
    const file = 'governance/phase.yaml';
    const chosen = `${repository.read(file)}rulePacks: [NIST.800.53.R5, PCI.DSS.321]\n`;
    repository.write(file, chosen);
    const strict = repository.commit('Choose packs');
    repository.write(
      file,
      chosen.replace(
        /^( *)commands:/m,
        '$1exceptions: [{ rule: NIST.800.53.R5-SNSEncryptedKMS, unit: environments/other-dev, reason: It carries nothing but the names of builds. }]\n$1commands:',
      ),
    );
    const excepted = repository.commit('Except a unit');
    // What the branch itself says does not count.
    repository.write(file, chosen.split('rulePacks')[0]);
    repository.writeEnvironment('claims-dev', {}, 'two');
    repository.writeEnvironment('other-dev', {}, 'two');
    const found = ({ findings }: Plan) =>
      findings
        .filter(({ rule }) => /^(NIST|PCI)/.test(rule))
        .map(({ severity, rule, unit, resource }) =>
          [severity, rule, unit, resource].join(' '),
        );
    const ofTopic = (severity: string, unit: string) =>
      `${severity} NIST.800.53.R5-SNSEncryptedKMS environments/${unit} Topic`;
    expect(found(await plan())).toEqual([]);
    const refused = await plan({ authority: strict });
    expect(refused.outcome).toBe('failed');
    expect(found(refused)).toEqual(
      expect.arrayContaining([
        ofTopic('error', 'claims-dev'),
        ofTopic('error', 'other-dev'),
      ]),
    );
    expect(found(await plan({ authority: excepted }))).toEqual(
      expect.arrayContaining([
        ofTopic('error', 'claims-dev'),
        ofTopic('warning', 'other-dev'),
      ]),
    );
  });

  it('fails closed when the governance file of the base branch cannot be read', async () => {
    repository.write('governance/phase.yaml', 'phase: [');
    const broken = repository.commit('Break governance');
    repository.writeEnvironment('claims-dev', {}, 'two');
    expect(rules(await plan({ authority: broken }))).toContain(
      'governance.file',
    );
    repository.remove('governance');
    const missing = repository.commit('Remove governance');
    expect(rules(await plan({ authority: missing }))).toContain(
      'governance.file',
    );
  });

  it('fails closed when it cannot tell what is deployed', async () => {
    repository.writeEnvironment('claims-dev', {}, 'two');
    stacks.failure = 'AccessDenied';
    const { findings, outcome, stacks: planned } = await plan();
    expect(outcome).toBe('failed');
    expect(findings).toContainEqual({
      severity: 'error',
      rule: 'baseline',
      message: 'AccessDenied',
    });
    // Not "1 to add": nobody knows what there is.
    expect(planned).toEqual([]);
  });

  it('refuses a unit that takes the name of a stack that is somebody else’s', async () => {
    stacks.set(
      {
        account: '111122223333',
        region: 'us-east-1',
        stackName: 'access-roles',
      },
      { template: { Resources: { Role: { Type: 'AWS::IAM::Role' } } } },
    );
    repository.writeEnvironment('access-roles');
    for (const command of ['plan', 'deploy'] as const) {
      const { findings, outcome } = await plan({ command });
      expect(outcome).toBe('failed');
      expect(findings).toContainEqual(
        expect.objectContaining({
          severity: 'error',
          rule: 'stack.owner',
          unit: 'environments/access-roles',
          message: expect.stringContaining('somebody else'),
        }),
      );
    }
  });

  describe('of a removed unit', () => {
    const location = {
      account: '111122223333',
      region: 'us-east-1',
      stackName: 'acme',
    };
    const table = (isProtected: boolean, rest = {}) => ({
      Type: 'AWS::DynamoDB::Table',
      Properties: { DeletionProtectionEnabled: isProtected },
      ...rest,
    });
    const template = {
      Resources: {
        Topic: { Type: 'AWS::SNS::Topic' },
        Data: table(true, { DeletionPolicy: 'Retain' }),
      },
    };
    const deploy = (over: Partial<DeployedStack> = {}) =>
      stacks.set(location, {
        template,
        tags: { 'plinth:stage': 'dev', 'plinth:unit': 'tenants/acme' },
        parameters: { PlinthProvenance: JSON.stringify({ commit: main }) },
        terminationProtection: true,
        ...over,
      });
    const state = (statement: object) => {
      repository.write('tenants/acme/decommission.json', statement);
      return repository.commit('State what becomes of it');
    };
    const STATEMENT = {
      reason: 'The customer left us',
      export: { to: 's3://archive/acme', until: '2033-12-31' },
      liftTerminationProtection: true,
    };

    it('shows what would be deleted and what would be kept, bound to the very stack', async () => {
      deploy();
      const base = state(STATEMENT);
      repository.remove('tenants/acme');
      const told = await plan({ base, authority: base });
      expect(told.outcome).toBe('passed');
      expect(told.removed).toEqual(['tenants/acme']);
      expect(told.stacks).toMatchObject([
        {
          unit: 'tenants/acme',
          stackName: 'acme',
          changes: [
            { logicalId: 'Data', action: 'Orphan' },
            { logicalId: 'Topic', action: 'Remove' },
          ],
        },
      ]);
      expect(told.findings).toEqual([
        expect.objectContaining({
          severity: 'warning',
          rule: 'unit.removed',
          message: expect.stringMatching(
            /deletes acme .*1 resources go; 1 stay, .*Data \(AWS::DynamoDB::Table\)\. Why: The customer left us\. Its data is at s3:\/\/archive\/acme until 2033-12-31\. Protection against deletion is lifted\.$/,
          ),
        }),
      ]);
      // An earlier attempt that lifted the protection changes nothing; another stack or another content does.
      const hashOf = async (over: Partial<DeployedStack>) => {
        deploy(over);
        return (await plan({ base, authority: base })).hash;
      };
      expect(await hashOf({ terminationProtection: false })).toBe(told.hash);
      expect(await hashOf({ stackId: 'arn:another' })).not.toBe(told.hash);
      expect(
        await hashOf({
          parameters: {
            PlinthProvenance: JSON.stringify({ commit: main }),
            Size: '2',
          },
        }),
      ).not.toBe(told.hash);
    });

    it('names what protects itself, and is the same plan once that is lifted', async () => {
      const holding = (isProtected: boolean) =>
        deploy({ template: { Resources: { Table: table(isProtected) } } });
      holding(true);
      const base = state(STATEMENT);
      repository.remove('tenants/acme');
      const told = await plan({ base, authority: base });
      expect(told.findings[0].message).toMatch(
        /Protection against deletion is lifted, also that of Table \(AWS::DynamoDB::Table\)\.$/,
      );
      holding(false);
      const again = await plan({ base, authority: base });
      expect(again.hash).toBe(told.hash);
      expect(again.findings[0].message).toMatch(/deletion is lifted\.$/);
    });

    it.each<[string, object, Partial<DeployedStack>, RegExp]>([
      [
        'that nobody announced',
        {},
        {},
        /no decommission\.json on the protected branch/,
      ],
      [
        'that says nothing of its data',
        { reason: STATEMENT.reason },
        {},
        /export \(to, until\) or dataWaiver/,
      ],
      [
        'that is protected',
        { ...STATEMENT, liftTerminationProtection: false },
        {},
        /protected against deletion/,
      ],
      [
        'of which something protects itself',
        { ...STATEMENT, liftTerminationProtection: false },
        {
          terminationProtection: false,
          template: { Resources: { Table: table(true) } },
        },
        /^Table \(AWS::DynamoDB::Table\): protected against deletion/,
      ],
      [
        'whose tags were altered',
        STATEMENT,
        { tags: { 'plinth:stage': 'dev', 'plinth:unit': 'tenants/globex' } },
        /plinth:unit that says "tenants\/globex".*left alone/,
      ],
      [
        'that no commit of the branch deployed',
        STATEMENT,
        { parameters: {} },
        /no PlinthProvenance/,
      ],
    ])('refuses one %s', async (_, statement, over, message) => {
      deploy(over);
      const base = Object.keys(statement).length > 0 ? state(statement) : main;
      repository.remove('tenants/acme');
      const { findings, outcome } = await plan({ base, authority: base });
      expect(outcome).toBe('failed');
      expect(findings).toEqual([
        expect.objectContaining({
          severity: 'error',
          rule: 'unit.removed',
          message: expect.stringMatching(message),
        }),
      ]);
    });

    it('refuses one of which it cannot be told what would go', async () => {
      deploy({
        template: {
          Resources: { P: { Type: 'AWS::S3::BucketPolicy', Properties: {} } },
        },
      });
      const base = state(STATEMENT);
      repository.remove('tenants/acme');
      const told = await plan({ base, authority: base });
      expect(rules(told)).toEqual(['comparison']);
    });

    it('does not take the word of the change itself', async () => {
      deploy();
      state(STATEMENT);
      repository.remove('tenants/acme');
      expect(rules(await plan())).toEqual(['unit.removed']);
    });

    it('leaves alone what has its name and is plainly somebody else’s, and says so', async () => {
      stacks.set(location, { template });
      repository.remove('tenants/acme');
      const told = await plan();
      expect(told.outcome).toBe('passed');
      expect(told.stacks).toEqual([]);
      expect(told.findings).toEqual([
        expect.objectContaining({
          severity: 'warning',
          message: expect.stringMatching(/somebody else's; it is left alone/),
        }),
      ]);
    });

    it('refuses an environment in which a tenant stands whose folder was removed before', async () => {
      deploy();
      repository.remove('tenants/acme');
      const base = repository.commit('Remove the tenant');
      repository.remove('environments/claims-dev');
      const { findings } = await plan({ base, authority: base });
      expect(findings).toEqual([
        expect.objectContaining({
          severity: 'error',
          rule: 'unit.removed',
          message: expect.stringMatching(/Tenants stand in .*: acme/),
        }),
      ]);
    });

    it('leaves one of another stage to the job of that stage', async () => {
      deploy();
      const base = state(STATEMENT);
      repository.remove('tenants/acme');
      const gathered = await gather({
        base,
        authority: base,
        only: ({ unit }) => unit.stage === 'production',
      });
      await gathered.dispose();
      expect(gathered.removals).toEqual([]);
      expect(gathered.plan.removed).toEqual([]);
      expect(gathered.left.map(({ path }) => path)).toEqual(['tenants/acme']);
    });

    it('fails where it cannot be told what there is', async () => {
      deploy();
      const base = state(STATEMENT);
      repository.remove('tenants/acme');
      stacks.failure = 'AccessDenied';
      expect(rules(await plan({ base, authority: base }))).toEqual([
        'unit.removed',
      ]);
    });
  });

  describe('of a preview', () => {
    const PREVIEW = 'environments/claims-pr-1';
    const location = {
      account: '111122223333',
      region: 'us-east-1',
      stackName: 'claims-pr-1',
    };
    let withPreview: string;

    const writePreview = (ttlHours: number) =>
      repository.writeEnvironment('claims-pr-1', {
        stage: 'preview',
        parameters: { cidr: '10.201.0.0/16', ttlHours },
      });
    beforeEach(() => {
      writePreview(24);
      repository.writeTenant('acme-pr-1', 'claims-pr-1', { stage: 'preview' });
      withPreview = repository.commit('Add a preview');
    });
    const ofPreview = (stage: string) => ({
      tags: { 'plinth:stage': stage, 'plinth:unit': PREVIEW },
      parameters: { PlinthProvenance: JSON.stringify({ commit: withPreview }) },
    });
    const unitsOf = ({ reasons }: Plan) =>
      Object.keys(reasons).filter(each => each.includes('pr-1'));

    it('that has no stack: leaves it out when only shared files change, and says so', async () => {
      repository.write('lib/naming.ts', 'export const x = 1;');
      const gathered = await gather({ base: withPreview });
      await gathered.dispose();
      expect(gathered.plan.outcome).toBe('passed');
      expect(unitsOf(gathered.plan)).toEqual([]);
      expect(gathered.left).toEqual([]);
      expect(Object.keys(gathered.plan.reasons)).toContain(
        'environments/claims-dev',
      );
      expect(gathered.plan.findings).toEqual(
        [PREVIEW, 'tenants/acme-pr-1'].map(unit =>
          expect.objectContaining({
            severity: 'warning',
            rule: 'preview.absent',
            unit,
          }),
        ),
      );
    });

    it('that has a stack, or of which it cannot be told: plans it like any other', async () => {
      stacks.set(location, { template: {} });
      repository.write('lib/naming.ts', 'export const x = 1;');
      expect(unitsOf(await plan({ base: withPreview }))).toEqual([PREVIEW]);
      stacks.failure = 'AccessDenied';
      const untold = await plan({ base: withPreview });
      expect(unitsOf(untold)).toEqual([PREVIEW, 'tenants/acme-pr-1']);
      expect(rules(untold)).toContain('baseline');
    });

    it('whose folder changes: creates it again, with its tenants', async () => {
      writePreview(48);
      expect(unitsOf(await plan({ base: withPreview }))).toEqual([
        PREVIEW,
        'tenants/acme-pr-1',
      ]);
    });

    it('whose folder is removed: warns that its stack is deleted, unless the stack is of another stage or nobody may', async () => {
      stacks.set(location, {
        template: {},
        ...ofPreview('preview'),
      });
      repository.remove(PREVIEW);
      repository.remove('tenants/acme-pr-1');
      const told = await plan({ base: withPreview, authority: withPreview });
      expect(told.outcome).toBe('passed');
      expect(told.stacks).toEqual([]);
      expect(told.findings).toEqual([
        expect.objectContaining({
          severity: 'warning',
          rule: 'unit.removed',
          message: expect.stringMatching(
            /workflow preview deletes its stacks, claims-pr-1/,
          ),
        }),
      ]);
      stacks.set(location, { template: {}, ...ofPreview('dev') });
      expect(
        rules(await plan({ base: withPreview, authority: withPreview })),
      ).toEqual(['unit.removed']);
      stacks.set(location, { template: {}, ...ofPreview('preview') });
      const head = repository.run('rev-parse', 'HEAD');
      repository.write(
        'governance/phase.yaml',
        repository.read('governance/phase.yaml').replace(', previews]', ']'),
      );
      const authority = repository.commit('Authorize no previews');
      repository.run('checkout', '--quiet', '--force', head);
      expect(rules(await plan({ base: withPreview, authority }))).toEqual([
        'unit.removed',
      ]);
    });
  });

  it('refuses a unit that moves, one whose folder lies about it, and a tenant without environment', async () => {
    repository.writeEnvironment('claims-dev', { region: 'us-west-2' });
    repository.write(
      'environments/liar/environment.json',
      repository.read('environments/other-dev/environment.json'),
    );
    repository.writeTenant('orphan', 'nowhere');
    const { findings } = await plan();
    expect(findings).toContainEqual(
      expect.objectContaining({
        rule: 'unit.moved',
        unit: 'environments/claims-dev',
      }),
    );
    expect(findings).toContainEqual(
      expect.objectContaining({ rule: 'unit', unit: 'environments/liar' }),
    );
    expect(findings).toContainEqual(
      expect.objectContaining({
        rule: 'units',
        message: expect.stringContaining('"nowhere"'),
      }),
    );
  });

  it('tells units apart that share the text of their stack, and look at where it is', async () => {
    const source = repository.read('environments/other-dev/stack.ts');
    repository.write(
      'environments/other-dev/stack.ts',
      `${source}\nexport const here = __dirname;\n`.replace(
        'super(scope, id, props);',
        "super(scope, id, props);\n    this.templateOptions.description = here.split('/').pop();",
      ),
    );
    repository.write(
      'environments/claims-dev/stack.ts',
      repository.read('environments/other-dev/stack.ts'),
    );
    const gathered = await gather();
    try {
      expect(
        gathered.assembly?.stacks
          .filter(({ unit }) => unit.startsWith('environments/'))
          .map(({ template }) => template.Description),
      ).toEqual(['claims-dev', 'other-dev']);
    } finally {
      await gathered.dispose();
    }
  });

  it('says why synthesis failed', async () => {
    repository.write(
      'environments/other-dev/stack.ts',
      "throw new Error('no bucket without a name');\nexport default class {}\n",
    );
    const { findings } = await plan();
    expect(findings).toContainEqual(
      expect.objectContaining({
        rule: 'synthesis',
        message: expect.stringContaining('no bucket without a name'),
      }),
    );
  });

  it('withholds the run’s tokens from the app', async () => {
    repository.write(
      'environments/other-dev/stack.ts',
      "throw new Error(['GITHUB_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'AWS_SECRET_ACCESS_KEY'].map(name => name + '=' + process.env[name]).join(' '));\n",
    );
    const { findings } = await plan({
      env: {
        ...process.env,
        GITHUB_TOKEN: 'ghs_x',
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x',
        AWS_SECRET_ACCESS_KEY: 'x',
      },
    });
    expect(findings[0].message).toContain(
      'GITHUB_TOKEN=undefined ACTIONS_ID_TOKEN_REQUEST_TOKEN=undefined AWS_SECRET_ACCESS_KEY=undefined',
    );
  });

  it('keeps data in the regions of its unit, even where the account may be used', async () => {
    const source = repository.read('environments/other-dev/stack.ts');
    repository.write(
      'environments/other-dev/stack.ts',
      source.replace(
        'new CfnTopic(this',
        "new CfnTopic(new Stack(scope, 'away', { stackName: 'other-dev-away', env: { account: '111122223333', region: 'us-west-2' } }), 'Away');\n    new CfnTopic(this",
      ),
    );
    const { findings } = await plan();
    expect(findings).toContainEqual(
      expect.objectContaining({
        rule: 'residency',
        severity: 'error',
        message: expect.stringMatching(
          /^AWS::SNS::Topic would be in us-west-2, .*us-east-1/,
        ),
      }),
    );
  });

  it.each([
    ['of a blueprint that main does not know', { blueprint: 'unheard' }],
    ['with parameters that break a rule', { parameters: { cidr: 'nowhere' } }],
  ])(
    'judges a unit %s, though the app of the branch made a stack for it',
    async (_, over) => {
      repository.writeEnvironment('other-dev', over);
      const made = await plan({
        assemble: async () => ({
          directory: '',
          stacks: [synthesizedStack('environments/other-dev')],
          violations: [],
        }),
      });
      expect(made.outcome).toBe('failed');
      expect(rules(made)).toContain('parameter');
    },
  );

  it('reports what breaks a resource schema as an error', async () => {
    const source = repository.read('environments/other-dev/stack.ts');
    repository.write(
      'environments/other-dev/stack.ts',
      source.replace(
        /new CfnTopic\((.*)\);/,
        "new CfnTopic($1).addPropertyOverride('Nonsense', 1);",
      ),
    );
    const { findings } = await plan({ validate: true });
    expect(
      findings.find(({ rule }) => rule.startsWith('CloudFormation')),
    ).toMatchObject({ severity: 'error', unit: 'environments/other-dev' });
  });
});
