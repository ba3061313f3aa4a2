import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { synthesizeUnit } from '../../synthesizeUnit';
import { sampleUnit, synthesized } from '../../testing/synthesized';

const ROOT = path.resolve(__dirname, '../../../../..');
const portal = (parameters: Record<string, unknown> = {}) =>
  sampleUnit('host-app', 'shared', { parameters });

interface Named {
  readonly Name: string;
  readonly Value: unknown;
  readonly ValueFrom: unknown;
}

describe('HostApp', () => {
  const template = synthesized(portal());
  const [task] = Object.values(
    template.findResources('AWS::ECS::TaskDefinition'),
  );
  const [container, ...others] = task.Properties.ContainerDefinitions;
  const given = [...container.Environment, ...container.Secrets] as Named[];

  it('runs two replicas of the image that is asked for, over two zones, and nothing beside them', () => {
    template.hasResourceProperties(
      'AWS::ApplicationAutoScaling::ScalableTarget',
      { MinCapacity: 2, MaxCapacity: 2 },
    );
    expect(container.Image).toMatch(/host-app@sha256:0{64}$/);
    expect(others).toEqual([]);
    expect(task.Properties.Cpu).toBe('1024');
    expect(task.Properties.Memory).toBe('2048');
  });

  it('gives the portal every variable that its production configuration reads, and no other', () => {
    const configuration = readFileSync(
      path.join(ROOT, 'app-config.production.yaml'),
      'utf8',
    ).replace(/^\s*#.*$/gm, '');
    const read = [
      ...configuration.matchAll(/\$\{([A-Z][A-Z0-9_]*)(?::-[^}]*)?\}/g),
    ].map(([, name]) => name);
    expect(given.map(({ Name }) => Name).sort()).toEqual(
      [...new Set(read)].sort(),
    );
  });

  it('keeps what is secret out of the task definition', () => {
    const secrets = (container.Secrets as Named[]).map(({ Name }) => Name);
    expect(
      given
        .map(({ Name }) => Name)
        .filter(name => /SECRET|PASSWORD|KEY/.test(name))
        .filter(name => !secrets.includes(name)),
    ).toEqual([]);
    // A template that held one would hold it in each of its copies.
    expect(JSON.stringify(template.toJSON())).not.toMatch(/PRIVATE KEY/);
  });

  it('asks the portal where it listens for what it serves, over TLS 1.2 or newer', () => {
    const production = readFileSync(
      path.join(ROOT, 'app-config.production.yaml'),
      'utf8',
    );
    expect(production).toContain(
      `port: ${container.PortMappings[0].ContainerPort}`,
    );
    const dockerfile = readFileSync(path.join(ROOT, 'Dockerfile'), 'utf8');
    for (const { Properties } of Object.values(
      template.findResources('AWS::ElasticLoadBalancingV2::TargetGroup'),
    )) {
      expect(dockerfile).toContain(
        `127.0.0.1:${Properties.Port}${Properties.HealthCheckPath}`,
      );
    }
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443,
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
    });
  });

  it('writes below /tmp alone, which its image declares for the permissions there', () => {
    expect(container.ReadonlyRootFilesystem).toBe(true);
    expect(container.MountPoints).toEqual([
      { ContainerPath: '/tmp', ReadOnly: false, SourceVolume: 'tmp' },
    ]);
    expect(task.Properties.Volumes).toEqual([{ Name: 'tmp' }]);
    expect(readFileSync(path.join(ROOT, 'Dockerfile'), 'utf8')).toMatch(
      /^VOLUME \["\/tmp"\]$/m,
    );
  });

  it('trusts the authority of its region’s databases, whose password nothing replaces while replicas run', () => {
    const authority = given.find(({ Name }) => Name === 'POSTGRES_CA');
    expect(authority?.Value).toMatch(/^-----BEGIN CERTIFICATE-----/);
    template.hasResourceProperties('AWS::RDS::DBInstance', {
      CACertificateIdentifier: 'rds-ca-rsa2048-g1',
      ManageMasterUserPassword: Match.absent(),
      MultiAZ: true,
    });
    template.resourceCountIs('AWS::SecretsManager::Secret', 1);
  });

  it('reads in each account as the role that lets it in, takes stack events, and may do nothing else', () => {
    const [{ Properties }] = Object.values(
      template.findResources('AWS::IAM::ManagedPolicy', {
        Properties: { Description: 'Portal of sample-host-app' },
      }),
    );
    expect(Properties.PolicyDocument.Statement).toEqual([
      {
        Sid: 'ReadAccounts',
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Resource: [
          'arn:aws:iam::111122223333:role/plinth-read',
          'arn:aws:iam::123456789012:role/plinth-read',
          'arn:aws:iam::444455556666:role/plinth-read',
          'arn:aws:iam::777788889999:role/plinth-read',
        ],
      },
      {
        Sid: 'TakeStackEvents',
        Effect: 'Allow',
        Action: [
          'sqs:DeleteMessage',
          'sqs:GetQueueAttributes',
          'sqs:ReceiveMessage',
        ],
        Resource: { 'Fn::GetAtt': [expect.any(String), 'Arn'] },
      },
    ]);
    template.hasResourceProperties('AWS::IAM::Role', {
      Description: 'Portal of sample-host-app',
      Tags: Match.arrayWith([{ Key: 'plinth:component', Value: 'portal' }]),
    });
  });

  it('takes the stack events of this place and of the accounts that it shows, from no rule but its own', () => {
    const [[rule]] = Object.entries(
      template.findResources('AWS::Events::Rule'),
    );
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'TakeStackEvents',
            Principal: { Service: 'events.amazonaws.com' },
            Condition: {
              ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [rule, 'Arn'] } },
            },
          }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: Match.objectLike({ maxReceiveCount: 3 }),
    });
    expect(
      Object.values(template.findResources('AWS::Events::EventBusPolicy')).map(
        ({ Properties }) => Properties.Statement.Principal.AWS,
      ),
    ).toEqual([
      'arn:aws:iam::111122223333:root',
      'arn:aws:iam::444455556666:root',
      'arn:aws:iam::777788889999:root',
    ]);
  });

  it('runs the image that the pipeline of the host application may push, in the repository of platform services (PHS-5)', () => {
    const image = (uri: string) =>
      portal({ image: `${uri}@sha256:${'a'.repeat(64)}` });
    const platform = synthesized(sampleUnit('platform-services', 'shared'));
    const [{ Properties }] = Object.values(
      platform.findResources('AWS::ECR::Repository'),
    );
    const registry = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
    synthesized(
      image(`${registry}/${Properties.RepositoryName}`),
    ).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      Description: 'Starts the tasks of portal',
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'PullImage',
            Resource: `arn:aws:ecr:us-east-1:123456789012:repository/${Properties.RepositoryName}`,
          }),
        ]),
      },
    });
  });

  it('lets GitHub’s webhooks pass the firewall, which are large and hold code', () => {
    template.hasResourceProperties('AWS::WAFv2::WebACL', {
      Rules: Match.arrayWith([
        Match.objectLike({
          Statement: {
            ManagedRuleGroupStatement: Match.objectLike({
              RuleActionOverrides: Match.arrayWith([
                { Name: 'SizeRestrictions_BODY', ActionToUse: { Count: {} } },
              ]),
            }),
          },
        }),
      ]),
    });
  });

  it.each<[Record<string, unknown>, RegExp]>([
    [
      { image: 'ghcr.io/acme/plinth:1.0.0' },
      /parameters\.image: must name the image by its digest/,
    ],
    [{ tasks: 1 }, /parameters\.tasks: must be at least 2/],
    [
      { tasks: 6, databaseClass: 'db.t4g.small' },
      /parameters\.databaseClass: db\.t4g\.small takes 225 connections, and 6 replicas need 360/,
    ],
    [
      { databaseMultiAz: false },
      /parameters\.databaseMultiAz: must be true at stage shared/,
    ],
    [
      { infrastructureRepository: 'acme/infrastructure' },
      /parameters\.infrastructureRepository: must be the address/,
    ],
    [{ accounts: ['1', '2'] }, /parameters\.accounts\.0/],
  ])('refuses %j', (parameters, message) => {
    expect(() => synthesizeUnit(portal(parameters))).toThrow(message);
  });
});

describe('StackEvents', () => {
  const unit = (parameters: Record<string, unknown> = {}) =>
    sampleUnit('stack-events', 'dev', { parameters });

  it('sends the events of stacks to the bus that the portal’s queue is fed from, as a role that may do that alone', () => {
    const bus = 'arn:aws:events:eu-west-1:123456789012:event-bus/default';
    const template = synthesized(unit());
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: Match.objectLike({ source: ['aws.cloudformation'] }),
      Targets: [Match.objectLike({ Arn: bus, RoleArn: Match.anyValue() })],
    });
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Action: 'events:PutEvents', Resource: bus }),
        ],
      },
    });
  });

  it('is refused where the portal is', () => {
    expect(() =>
      synthesizeUnit(
        unit({ portalAccount: '111122223333', portalRegion: 'us-east-1' }),
      ),
    ).toThrow(/parameters\.portalRegion: is this very account and region/);
  });
});
