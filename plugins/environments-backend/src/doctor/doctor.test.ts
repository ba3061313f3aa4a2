import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { ConfigReader } from '@backstage/config';
import type { ConnectionFinding } from '@plinth/plugin-environments-common';
import {
  DocumentStore,
  SandboxClock,
  startAws,
  type AwsSandbox,
  type GitHubSandbox,
} from '@plinth/sandbox';
import {
  connectDemo,
  demonstrate,
  PORTAL_NEEDS,
  routeStackEvents,
  startCheckedGitHub,
} from '@plinth/sandbox/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mainRuleset } from '@plinth/repository';
import { examine } from './Check';
import { doctor } from './doctor';
import { gatherChecks } from './gatherChecks';
import { APP_PERMISSIONS } from './github/appChecks';

const PORTAL = 'https://plinth.example.com';
const REPO = 'acme/infrastructure';
const DEV = '111122223333';
const PRODUCTION = '777788889999';
const SHARED = '123456789012';
const REGION = 'us-east-1';
const QUEUE_ARN = `arn:aws:sqs:${REGION}:${SHARED}:plinth-events`;

/** Makes it so again. */
type Repair = () => unknown;

/** The production configuration, as far as the doctor reads it. */
function settingsOf(world: {
  app: Awaited<ReturnType<typeof connectDemo>>;
  github: GitHubSandbox;
  aws: AwsSandbox;
}) {
  const { app, github, aws } = world;
  return {
    app: { baseUrl: PORTAL },
    integrations: {
      github: [
        {
          host: new URL(github.url).host,
          apiBaseUrl: github.apiUrl,
          apps: [{ ...app }],
        },
      ],
    },
    aws: { accountDefaults: { roleName: 'plinth-read' } },
    environments: {
      repositories: [
        { url: `${github.url}/${REPO}`, oidc: { issuer: github.issuer } },
      ],
      accounts: [
        { id: DEV, name: 'dev', regions: [REGION, 'us-west-2'] },
        { id: PRODUCTION, name: 'production', regions: [REGION] },
        { id: SHARED, name: 'shared', regions: [REGION] },
      ],
      payerAccount: SHARED,
      queue: { url: `${aws.url}/${SHARED}/plinth-events`, region: REGION },
      aws: { endpoint: aws.url },
    },
  };
}

describe('The doctor', () => {
  let dataDir: string;
  let documents: DocumentStore;
  let github: GitHubSandbox;
  let aws: AwsSandbox;
  let settings: ReturnType<typeof settingsOf>;
  let config: ConfigReader;
  const before = { ...process.env };

  /** Everything that the guide asks for, and nothing else. */
  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'plinth-doctor-'));
    documents = DocumentStore.open(':memory:');
    const clock = new SandboxClock();
    const parts = { clock, documents, dataDir };
    github = await startCheckedGitHub({ ...parts, port: 0 });
    aws = await startAws({ ...parts, port: 0 });
    clock.freeze(new Date());
    const app = await connectDemo({
      github,
      aws,
      portalUrl: PORTAL,
      onProgress: () => {},
    });
    await aws.cloudFormation.deploy({
      account: DEV,
      region: REGION,
      stackName: 'claims-dev',
      template: JSON.stringify({
        Resources: { Bucket: { Type: 'AWS::S3::Bucket' } },
      }),
      tags: ['unit', 'entity', 'tenant'].map(name => ({
        Key: `plinth:${name}`,
        Value: 'claims-dev',
      })),
    });
    clock.release();
    await routeStackEvents(aws.url);
    demonstrate({ github, portalUrl: PORTAL });
    // Nobody answers at the portal's address here.
    github.hooks.ofApp('plinth', { active: false });
    await actAsPortal();
    settings = settingsOf({ app, github, aws });
    config = new ConfigReader(settings);
  });

  afterAll(async () => {
    process.env = before;
    await github?.close();
    await aws?.close();
    documents?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** The portal runs as a role of the shared account, which the roles of all accounts trust. */
  async function actAsPortal(): Promise<void> {
    const { arn } = aws.iam.putRole({
      account: SHARED,
      roleName: 'portal',
      tags: [{ Key: 'plinth:component', Value: 'portal' }],
      trust: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { AWS: `arn:aws:iam::${SHARED}:root` },
          },
        ],
      },
      inline: {
        read: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'sts:AssumeRole',
              Resource: 'arn:aws:iam::*:role/plinth-read',
            },
          ],
        },
      },
    });
    const sts = new STSClient({
      endpoint: aws.url,
      region: REGION,
      credentials: {
        accessKeyId: `AKIA${SHARED}DEMO`,
        secretAccessKey: 'sandbox',
      },
    });
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'portal' }),
    );
    sts.destroy();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: aws.url,
      AWS_REGION: REGION,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey,
      AWS_SESSION_TOKEN: Credentials?.SessionToken,
    });
  }

  const whole = mainRuleset({
    branch: 'main',
    checks: ['plinth/plan'],
    app: undefined,
  });
  /** Main is protected as the template does it, but for what is given. */
  const ruleset = (change: Partial<typeof whole>): Repair => {
    github.repositories.setRuleset(REPO, { ...whole, ...change });
    return () => github.repositories.setRuleset(REPO, whole);
  };
  /** The same by the older kind of protection alone. */
  const classic = (
    change: Parameters<GitHubSandbox['repositories']['protect']>[2],
  ): Repair => {
    const repair = ruleset({ enforcement: 'disabled' });
    github.repositories.protect(REPO, 'main', {
      requiredStatusChecks: { strict: false, contexts: ['plinth/plan'] },
      requiredReviews: {
        count: 1,
        dismissStale: true,
        requireCodeOwners: true,
        requireLastPushApproval: true,
      },
      enforceAdmins: true,
      ...change,
    });
    return () => {
      github.repositories.unprotect(REPO, 'main');
      repair();
    };
  };
  /** The rules, with other parameters of one. */
  const withRule = (type: string, change: object) => ({
    rules: whole.rules?.map(rule =>
      rule.type === type && 'parameters' in rule
        ? { ...rule, parameters: { ...rule.parameters, ...change } }
        : rule,
    ) as typeof whole.rules,
  });
  const without = (type: string) => ({
    rules: whole.rules?.filter(rule => rule.type !== type),
  });

  const reviewed = {
    reviewers: ['acme/platform'],
    preventSelfReview: true,
    branches: ['main'],
  };
  const environment = (
    name: string,
    change: Partial<Omit<typeof reviewed, 'branches'>> & {
      branches?: string[];
    },
  ): Repair => {
    github.actions.setEnvironment(REPO, name, { ...reviewed, ...change });
    return () => github.actions.setEnvironment(REPO, name, reviewed);
  };
  const hook = (
    change: Parameters<GitHubSandbox['hooks']['ofApp']>[1],
  ): Repair => {
    const { url, secret, events } = github.hooks.ofApp('plinth', {});
    github.hooks.ofApp('plinth', change);
    return () => github.hooks.ofApp('plinth', { url, secret, events });
  };
  const permit = (
    permissions: Parameters<GitHubSandbox['apps']['install']>[0]['permissions'],
  ): Repair => {
    github.apps.install({ app: 'plinth', account: 'acme', permissions });
    return () => github.apps.install({ app: 'plinth', account: 'acme' });
  };
  /** Edits the trust of a role as JSON text. */
  const trust = (
    account: string,
    name: string,
    edit: (json: string) => string,
  ): Repair => {
    const role = aws.iam.role(account, name);
    if (!role) {
      throw new Error(`There is no role ${name}`);
    }
    const edited = edit(JSON.stringify(role.trust));
    expect(edited).not.toBe(JSON.stringify(role.trust));
    aws.iam.saveRole({ ...role, trust: JSON.parse(edited) });
    return () => aws.iam.saveRole(role);
  };
  const withoutRole = (account: string, name: string): Repair => {
    const role = aws.iam.role(account, name);
    aws.iam.deleteRole(account, name);
    return () => role && aws.iam.saveRole(role);
  };
  const rule = (
    change: Partial<NonNullable<ReturnType<AwsSandbox['rules']['get']>>>,
  ): Repair => {
    const place = { account: DEV, region: 'us-west-2' };
    const found = aws.rules.get(place, 'plinth-events');
    if (!found) {
      throw new Error('There is no rule');
    }
    aws.rules.put({ ...found, ...change });
    return () => aws.rules.put(found);
  };
  const queuePolicy = (edit: (json: string) => string): Repair => {
    const queue = aws.queues.get(QUEUE_ARN);
    if (!queue) {
      throw new Error('There is no queue');
    }
    const { Policy } = queue.attributes;
    aws.queues.setAttributes(queue, { Policy: edit(Policy) });
    return () => aws.queues.setAttributes(queue, { Policy });
  };
  /** Writes another version into the stack of the deployment backend. */
  const bootstrap = async (version: string): Promise<Repair> => {
    const place = {
      account: DEV,
      region: 'us-west-2',
      stackName: 'CDKToolkit',
    };
    const template = aws.cloudFormation.store.template(
      aws.cloudFormation.stack(place, 'CDKToolkit').id,
    );
    const deploy = (text: string) =>
      aws.cloudFormation.deploy({
        ...place,
        template: text,
        parameters: [
          {
            key: 'CloudFormationExecutionPolicies',
            value: 'arn:aws:iam::aws:policy/AdministratorAccess',
          },
        ],
      });
    await deploy(template.replace(/Value: '\d+'/, `Value: '${version}'`));
    return () => deploy(template);
  };

  const env = () => ({
    GITHUB_ENTERPRISE_TOKEN: github.tokenFor('admin'),
  });

  /** What becomes of the checks of a name. */
  async function look(
    name: string,
    options: { config?: ConfigReader; env?: NodeJS.ProcessEnv } = {},
  ): Promise<ConnectionFinding[]> {
    const checks = await gatherChecks(
      options.config ?? config,
      options.env ?? env(),
    );
    const found = checks.filter(check => check.name === name);
    expect(found).not.toHaveLength(0);
    return Promise.all(found.map(examine));
  }

  it('finds all in place after the guide was followed, with the rights of the portal’s own role in AWS', async () => {
    let text = '';
    const code = await doctor(config, {
      env: env(),
      json: false,
      write: written => {
        text += written;
      },
    });
    expect(text).toMatch(/\n\n\d+ good, 0 missing, 0 that cannot be told$/);
    expect(code).toBe(0);
  });

  it.each<[string, string, RegExp, () => Repair | Promise<Repair>]>([
    [
      'app-permissions',
      REPO,
      /lacks pull_requests: write/,
      () =>
        permit({
          metadata: 'read',
          contents: 'write',
          pull_requests: 'read',
          issues: 'write',
          members: 'read',
        }),
    ],
    [
      'app-permissions',
      REPO,
      /No app is installed on acme\/infrastructure/,
      () => {
        github.apps.install({
          app: 'plinth',
          account: 'acme',
          repositories: ['other'],
        });
        return () => github.apps.install({ app: 'plinth', account: 'acme' });
      },
    ],
    [
      'webhook',
      REPO,
      /goes to https:\/\/old\.example\.com/,
      () => hook({ url: 'https://old.example.com/hook' }),
    ],
    ['webhook', REPO, /no secret/, () => hook({ secret: undefined })],
    [
      'webhook',
      REPO,
      /not subscribed to pull_request_review/,
      () => hook({ events: ['push', 'pull_request', 'team'] }),
    ],
    ...(
      [
        [/main is not protected/, () => ruleset({ enforcement: 'disabled' })],
        [
          /main needs no approval of code owners/,
          () =>
            ruleset(
              withRule('pull_request', { require_code_owner_review: false }),
            ),
        ],
        [
          /main takes an approval of the one who pushed last/,
          () =>
            ruleset(
              withRule('pull_request', { require_last_push_approval: false }),
            ),
        ],
        [/main needs no approval;/, () => ruleset(without('pull_request'))],
        [
          /main may be rewritten or deleted/,
          () => ruleset(without('deletion')),
        ],
        [
          /main may be rewritten or deleted/,
          () => ruleset(without('non_fast_forward')),
        ],
        [
          /main takes an approval of the one who pushed last/,
          () =>
            classic({
              requiredReviews: {
                count: 1,
                dismissStale: true,
                requireCodeOwners: true,
                requireLastPushApproval: false,
              },
            }),
        ],
      ] as const
    ).map(([found, breakIt]): [string, string, RegExp, () => Repair] => [
      'branch-protection',
      REPO,
      found,
      breakIt,
    ]),
    [
      'branch-bypass',
      REPO,
      /Some may pass by the ruleset plinth/,
      () =>
        ruleset({
          bypass_actors: [{ actor_type: 'OrganizationAdmin' }],
        }),
    ],
    [
      'branch-bypass',
      REPO,
      /Some may pass by the branch protection of main/,
      () => classic({ enforceAdmins: false }),
    ],
    [
      'required-check',
      REPO,
      /does not wait for the check plinth\/plan/,
      () =>
        ruleset(
          withRule('required_status_checks', {
            required_status_checks: [{ context: 'lint' }],
          }),
        ),
    ],
    [
      'environments',
      REPO,
      /environment production has no required reviewers/,
      () => environment('production', { reviewers: [] }),
    ],
    [
      'environments',
      REPO,
      /shared lets whoever started a run review it/,
      () => environment('shared', { preventSelfReview: false }),
    ],
    [
      'environments',
      REPO,
      /production lets in jobs of every branch/,
      () => environment('production', { branches: undefined }),
    ],
    [
      'environments',
      REPO,
      /production lets in jobs of main, release\/\*/,
      () => environment('production', { branches: ['main', 'release/*'] }),
    ],
    [
      'portal-address',
      REPO,
      /PLINTH_PORTAL_URL is https:\/\/old\.example\.com/,
      () => {
        github.actions.setVariable(
          REPO,
          'PLINTH_PORTAL_URL',
          'https://old.example.com',
        );
        return () =>
          github.actions.setVariable(REPO, 'PLINTH_PORTAL_URL', PORTAL);
      },
    ],
    [
      'account-access',
      `account ${DEV}`,
      /The portal is refused: .*plinth-read/,
      () => withoutRole(DEV, 'plinth-read'),
    ],
    [
      'oidc-provider',
      `account ${DEV}`,
      /oidc-provider\/.* is not there/,
      () => {
        const provider = aws.iam.providers
          .values()
          .find(({ account }) => account === DEV);
        if (!provider) {
          throw new Error('There is no provider');
        }
        aws.iam.providers.delete(provider.arn);
        return () => aws.iam.providers.put(provider.arn, provider);
      },
    ],
    [
      'plan-role',
      `account ${DEV}`,
      /The role plinth-plan is not there/,
      () => withoutRole(DEV, 'plinth-plan'),
    ],
    [
      'plan-role',
      `account ${DEV}`,
      /lets job_workflow_ref .*synth\.yml@refs\/heads\/main in/,
      () =>
        trust(DEV, 'plinth-plan', json =>
          json.replace('drift.yml', 'synth.yml'),
        ),
    ],
    [
      'deploy-role',
      `account ${PRODUCTION}`,
      /lets sub .*ref:refs\/heads\/main in/,
      () =>
        trust(PRODUCTION, 'plinth-deploy', json =>
          json.replace('environment:production', 'ref:refs/heads/main'),
        ),
    ],
    [
      'deploy-role',
      `account ${PRODUCTION}`,
      /does not ask for repository_id/,
      () =>
        trust(PRODUCTION, 'plinth-deploy', json =>
          json.replace(/,"[^"]+:repository_id":"\d+"/, ''),
        ),
    ],
    [
      'read-role',
      `account ${DEV}`,
      /whoever may assume roles in account 123456789012/,
      () =>
        trust(DEV, 'plinth-read', json =>
          json.replace(
            /,"Condition":\{"StringEquals":\{"aws:PrincipalTag[^}]+\}\}/,
            '',
          ),
        ),
    ],
    [
      'bootstrap',
      `account ${DEV}, us-west-2`,
      /has version 7, and plans need 8/,
      () => bootstrap('7'),
    ],
    [
      'queue',
      'stack events',
      /There is no queue/,
      () => {
        const queue = aws.queues.get(QUEUE_ARN);
        if (!queue) {
          throw new Error('There is no queue');
        }
        aws.queues.delete(queue);
        return () => routeStackEvents(aws.url);
      },
    ],
    [
      'queue',
      'stack events',
      /takes no events from account 123456789012/,
      () =>
        queuePolicy(json =>
          json.replace(/:123456789012:rule/, ':111122223333:rule'),
        ),
    ],
    [
      'queue',
      'stack events',
      /It takes events of everybody/,
      () =>
        queuePolicy(json => {
          const policy = JSON.parse(json);
          const [statement] = policy.Statement;
          const { Condition: _, ...open } = statement;
          return JSON.stringify({ ...policy, Statement: [statement, open] });
        }),
    ],
    [
      'queue',
      'stack events',
      /It has no dead-letter queue/,
      () => {
        const queue = aws.queues.get(QUEUE_ARN);
        if (!queue) {
          throw new Error('There is no queue');
        }
        const { RedrivePolicy } = queue.attributes;
        aws.queues.setAttributes(queue, { RedrivePolicy: '' });
        return () => aws.queues.setAttributes(queue, { RedrivePolicy });
      },
    ],
    [
      'event-rule',
      `account ${DEV}, us-west-2`,
      /No rule sends to the queue/,
      () => rule({ targets: [] }),
    ],
    [
      'event-rule',
      `account ${DEV}, us-west-2`,
      /not enabled for the events of stacks/,
      () => rule({ state: 'DISABLED' }),
    ],
    [
      'event-rule',
      `account ${PRODUCTION}, ${REGION}`,
      /event-bus\/default takes no events from account 777788889999/,
      () => {
        const hub = { account: SHARED, region: REGION };
        const id = `plinth-events-${PRODUCTION}`;
        const { [id]: statement } = aws.rules.statements(hub);
        expect(statement).toBeDefined();
        aws.rules.setStatement(hub, id, undefined);
        return () => aws.rules.setStatement(hub, id, statement);
      },
    ],
    [
      'payer-access',
      'cost',
      /The portal is refused: .*ce:GetCostAndUsage/,
      () => {
        const role = aws.iam.role(SHARED, 'plinth-read');
        if (!role) {
          throw new Error('There is no role');
        }
        aws.iam.saveRole({ ...role, inline: {} });
        return () => aws.iam.saveRole(role);
      },
    ],
    [
      'cost-tags',
      'cost',
      /^The tag plinth:entity is not activated\.$/,
      () => {
        aws.costs.setActive('plinth:entity', false);
        return () => aws.costs.setActive('plinth:entity', true);
      },
    ],
    [
      'cost-tags',
      'cost',
      /^The tag plinth:tenant is not activated\.$/,
      () => {
        aws.costs.setActive('plinth:tenant', false);
        return () => aws.costs.setActive('plinth:tenant', true);
      },
    ],
  ])(
    'names what is broken: %s of %s, %s',
    async (name, subject, found, breakIt) => {
      const repair = await breakIt();
      try {
        const findings = await look(name);
        expect(findings.filter(each => each.subject === subject)).toEqual([
          {
            check: name,
            subject,
            status: 'missing',
            found: expect.stringMatching(found),
            remedy: expect.stringMatching(/\w+ .*\.$/),
          },
        ]);
        expect(
          findings.filter(
            each => each.subject !== subject && each.status !== 'good',
          ),
        ).toEqual([]);
      } finally {
        await repair();
      }
      expect((await look(name)).map(({ status }) => status)).not.toContain(
        'missing',
      );
    },
  );

  it('does not ask for the tag of tenants before AWS knows it by the first one', async () => {
    const place = { account: DEV, region: REGION, stackName: 'claims-dev' };
    const tagged = (...names: string[]) =>
      aws.cloudFormation.deploy({
        ...place,
        template: aws.cloudFormation.store.template(
          aws.cloudFormation.stack(place, 'claims-dev').id,
        ),
        tags: names.map(name => ({
          Key: `plinth:${name}`,
          Value: 'claims-dev',
        })),
      });
    aws.costs.setActive('plinth:tenant', false);
    await tagged('unit', 'entity');
    try {
      const [{ status }] = await look('cost-tags');
      expect(status).toBe('good');
    } finally {
      await tagged('unit', 'entity', 'tenant');
      aws.costs.setActive('plinth:tenant', true);
    }
  });

  it('knows all but who may pass by of a ruleset, with the app alone, and of the older kind less', async () => {
    const repairApp = permit(APP_PERMISSIONS);
    const states = async () =>
      Promise.all(
        ['branch-protection', 'required-check', 'branch-bypass'].map(
          async name => (await look(name, { env: {} }))[0].status,
        ),
      );
    try {
      expect(await states()).toEqual(['good', 'good', 'unknown']);
      const repair = await classic({});
      try {
        expect(await states()).toEqual(['unknown', 'good', 'unknown']);
        const known = await Promise.all(
          ['branch-protection', 'branch-bypass'].map(name => look(name)),
        );
        expect(known.flat().map(({ status }) => status)).toEqual([
          'good',
          'good',
        ]);
      } finally {
        await repair();
      }
    } finally {
      await repairApp();
    }
  });

  it('asks that some rules bind everybody, whoever may pass by others', async () => {
    const repair = ruleset({
      bypass_actors: [{ actor_type: 'OrganizationAdmin' }],
    });
    const { rules, conditions } = whole;
    github.repositories.setRuleset(REPO, {
      name: 'organization',
      enforcement: 'active',
      conditions,
      rules,
    } as typeof whole);
    try {
      const [{ status }] = await look('branch-bypass');
      expect(status).toBe('good');
    } finally {
      await repair();
      github.repositories.setRuleset(REPO, {
        name: 'organization',
        enforcement: 'disabled',
      });
    }
  });

  it('says where the bus beside the queue leads nowhere', async () => {
    const hub = { account: SHARED, region: REGION };
    const found = aws.rules.get(hub, 'plinth-events');
    if (!found) {
      throw new Error('There is no rule');
    }
    aws.rules.put({ ...found, targets: [] });
    const findings = await look('event-rule');
    aws.rules.put(found);
    const there = `account ${SHARED}, ${REGION}`;
    for (const { subject, status, found: told } of findings) {
      expect(status).toBe('missing');
      expect(told).toMatch(
        subject === there
          ? /^No rule sends to the queue/
          : /^No rule of .*default sends to the queue/,
      );
    }
    expect(findings.length).toBeGreaterThan(3);
  });

  it.each([
    'branch-bypass',
    'environments',
    'portal-address',
    'plan-role',
    'deploy-role',
  ])('never calls good what the app alone may not read: %s', async name => {
    const { actions: _, ...fewer } = APP_PERMISSIONS;
    const repair = permit(fewer);
    try {
      const findings = await look(name, { env: {} });
      expect(findings.map(({ status }) => status)).toEqual(
        findings.map(() => 'unknown'),
      );
      expect(findings[0].remedy).toMatch(/\w+ .*\.$/);
      expect(findings[0].remedy).toContain('GITHUB_ENTERPRISE_TOKEN');
    } finally {
      await repair();
    }
  });

  it.each(['app-permissions', 'webhook'])(
    'says of an app whose key is wrong that it cannot be told: %s',
    async name => {
      const wrong = structuredClone(settings);
      wrong.integrations.github[0].apps[0].privateKey = 'none';
      const [finding] = await look(name, {
        config: new ConfigReader(wrong),
      });
      expect(finding).toMatchObject({
        status: 'unknown',
        remedy: expect.stringContaining('privateKey'),
      });
    },
  );

  it('says where there is no deployment backend', async () => {
    const elsewhere = structuredClone(settings);
    elsewhere.environments.accounts[0].regions = ['eu-west-1'];
    const findings = await look('bootstrap', {
      config: new ConfigReader(elsewhere),
    });
    expect(findings[0]).toMatchObject({
      subject: `account ${DEV}, eu-west-1`,
      status: 'missing',
      found: expect.stringContaining('/cdk-bootstrap/hnb659fds/version'),
      remedy: expect.stringContaining(`cdk bootstrap aws://${DEV}/eu-west-1`),
    });
  });

  it('asks of an account what the repositories need that may deploy there, and nothing of the others', async () => {
    const [owner, name] = ['acme', 'elsewhere'];
    await github.repositories.create({ owner, name, creator: 'admin' });
    await github.repositories.commit(`${owner}/${name}`, {
      branch: 'main',
      message: 'Begin',
      changes: {
        'plinth.json': JSON.stringify({
          roles: { plan: 'their-plan' },
          bootstrapQualifier: 'theirs',
        }),
        'governance/phase.yaml': JSON.stringify({
          apiVersion: 'plinth/v1',
          kind: 'GovernancePhase',
          phase: 'operate',
          owners: ['group:default/platform'],
          authorizes: {
            accounts: [
              {
                id: '999988887777',
                name: 'theirs',
                stages: ['dev'],
                regions: [REGION],
              },
            ],
            blueprints: [],
            resourceTypes: [],
            commands: ['plan'],
          },
        }),
      },
      author: { name: 'Admin', email: 'admin@example.com' },
      pusher: 'admin',
    });
    const both = structuredClone(settings);
    both.environments.repositories.push({
      url: `${github.url}/${owner}/${name}`,
      oidc: { issuer: 'https://issuer.example.com' },
    });
    for (const check of [
      'oidc-provider',
      'plan-role',
      'deploy-role',
      'bootstrap',
    ]) {
      const findings = await look(check, { config: new ConfigReader(both) });
      expect(findings.filter(({ status }) => status !== 'good')).toEqual([]);
    }
    both.environments.repositories.shift();
    const [finding] = await look('deploy-role', {
      config: new ConfigReader(both),
    });
    expect(finding).toMatchObject({
      status: 'unknown',
      found: expect.stringContaining(`names account ${DEV}`),
    });
  });

  it('ends with 1 where something is missing, and names it in JSON', async () => {
    const repair = environment('production', { reviewers: [] });
    let text = '';
    const code = await doctor(config, {
      env: env(),
      json: true,
      write: written => {
        text += written;
      },
    });
    await repair();
    expect(code).toBe(1);
    const { findings } = JSON.parse(text) as { findings: ConnectionFinding[] };
    expect(findings.filter(({ status }) => status !== 'good')).toEqual([
      expect.objectContaining({ check: 'environments', subject: REPO }),
    ]);
  });

  it('asks for the permissions that the portal’s calls need, but for those of the template', () => {
    const { template: _, ...needs } = PORTAL_NEEDS;
    const wanted = Object.values(needs).flat();
    expect(APP_PERMISSIONS).toEqual({
      metadata: 'read',
      ...Object.fromEntries(
        [...wanted]
          .sort((a, b) => a.localeCompare(b))
          .map(need => need.split('=')),
      ),
    });
  });
});
