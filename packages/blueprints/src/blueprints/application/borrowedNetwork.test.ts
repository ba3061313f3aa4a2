import { synthesizeUnit } from '../../synthesizeUnit';
import { sampleUnit, synthesized } from '../../testing/synthesized';

const preview = (parameters: Record<string, unknown> = {}) => {
  const unit = sampleUnit('application', 'preview', {
    version: '1.1.0',
    parameters: { networkHost: 'claims-dev', ...parameters },
  });
  const { cidr: _, ...others } = unit.parameters;
  return { ...unit, parameters: others };
};

const imported = (name: string) => ({
  'Fn::ImportValue': `claims-dev-${name}`,
});
const subnets = (name: string) =>
  [0, 1].map(index => ({
    'Fn::Select': [index, { 'Fn::Split': [',', imported(name)] }],
  }));

describe('a preview in the network of another environment', () => {
  it('makes no network, gateway or address, and stands in the subnets that the host exports', () => {
    const template = synthesized(preview({ service: 'web' }));
    for (const type of [
      'VPC',
      'Subnet',
      'InternetGateway',
      'NatGateway',
      'EIP',
      'RouteTable',
      'NetworkAcl',
      'FlowLog',
      'VPCEndpoint',
    ]) {
      template.resourceCountIs(`AWS::EC2::${type}`, 0);
    }
    template.hasResourceProperties('AWS::RDS::DBSubnetGroup', {
      SubnetIds: subnets('IsolatedSubnetIds'),
    });
    template.hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: {
        AwsvpcConfiguration: { Subnets: subnets('PrivateSubnetIds') },
      },
    });
    template.allResourcesProperties('AWS::EC2::SecurityGroup', {
      VpcId: imported('VpcId'),
    });
    // Its balancer answers the network, as one in a network of its own does.
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [
        { CidrIp: imported('NetworkCidr'), FromPort: 80, ToPort: 80 },
      ],
    });
  });

  it('finds in the host what it imports', () => {
    const text = JSON.stringify(
      synthesizeUnit(preview({ service: 'web' })).map(
        ({ template }) => template,
      ),
    );
    const wanted = new Set(
      [...text.matchAll(/"Fn::ImportValue":"(claims-dev-\w+)"/g)].map(
        ([, name]) => name,
      ),
    );
    const host = {
      ...sampleUnit('application', 'dev', { version: '1.1.0' }),
      name: 'claims-dev',
    };
    const exported = synthesizeUnit(host).flatMap(({ template }) =>
      Object.values(template.Outputs ?? {}).map(
        output => (output as { Export?: { Name?: string } }).Export?.Name,
      ),
    );
    expect(wanted.size).toBe(5);
    expect(exported).toEqual(expect.arrayContaining([...wanted]));
  });

  it('keeps its database to its own workloads', () => {
    const template = synthesized(preview());
    const rules = Object.values(
      template.findResources('AWS::EC2::SecurityGroup'),
    ).flatMap(({ Properties: { SecurityGroupIngress: own = [] } }) => own);
    expect(rules).toEqual([
      expect.objectContaining({
        FromPort: 5432,
        SourceSecurityGroupId: {
          'Fn::GetAtt': [
            expect.stringMatching(/^WorkloadSecurityGroup/),
            'GroupId',
          ],
        },
      }),
    ]);
  });
});

describe('a database in the server of another environment', () => {
  const guest = preview({ sharedDatabase: true, service: 'web' });
  const template = synthesized(guest);
  const host = {
    ...sampleUnit('application', 'dev', {
      version: '1.1.0',
      size: 'host',
    }),
    name: 'claims-dev',
  };
  const hosting = synthesized(host);
  const name = `guest_${guest.name.replaceAll('-', '_')}`;

  it('takes no instance, and has a user with a password of its own', () => {
    template.resourceCountIs('AWS::RDS::DBInstance', 0);
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: {
        SecretStringTemplate: JSON.stringify({ username: name }),
        GenerateStringKey: 'password',
      },
    });
  });

  it('is made by tasks before their service, which never sees the administrator', () => {
    const [{ Properties }] = Object.values(
      template.findResources('AWS::ECS::TaskDefinition'),
    );
    const [database, service] = Properties.ContainerDefinitions;
    const secretsOf = ({ Secrets }: { Secrets: { Name: string }[] }) =>
      Secrets.map(({ Name }) => Name);
    expect(database).toMatchObject({
      Name: 'database',
      Essential: false,
      ReadonlyRootFilesystem: true,
      Environment: expect.arrayContaining([{ Name: 'GUEST', Value: name }]),
    });
    expect(secretsOf(database)).toEqual([
      'PGUSER',
      'PGPASSWORD',
      'GUEST_PASSWORD',
    ]);
    expect(service).toMatchObject({
      Name: 'service',
      DependsOn: [{ ContainerName: 'database', Condition: 'SUCCESS' }],
      Environment: expect.arrayContaining([
        { Name: 'DATABASE_NAME', Value: name },
      ]),
    });
    expect(secretsOf(service)).toEqual([
      'DATABASE_HOST',
      'DATABASE_PORT',
      'DATABASE_SECRET_ARN',
      'BUCKET_NAME',
    ]);
    // Nor may its role read that password.
    const grants = Object.values(
      template.findResources('AWS::IAM::ManagedPolicy'),
    ).filter(policy =>
      JSON.stringify(policy).includes('claims-dev-DatabaseSecretArn'),
    );
    expect(grants.map(policy => policy.Properties.Description)).toEqual([
      'Starts the tasks of web',
    ]);
  });

  it('reaches the server by a rule that ends with the preview, and tells tenants no database', () => {
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      GroupId: imported('DatabaseSecurityGroupId'),
      FromPort: 5432,
      ToPort: 5432,
    });
    expect(template.findOutputs('DatabaseResourceId')).toEqual({});
  });

  it('finds in the host what it imports, whose task drops it when its stack is gone', () => {
    const wanted = [
      ...JSON.stringify(template.toJSON()).matchAll(
        /"Fn::ImportValue":"(claims-dev-\w+)"/g,
      ),
    ].map(([, each]) => each);
    const exported = Object.values(hosting.toJSON().Outputs).map(
      output => (output as { Export?: { Name?: string } }).Export?.Name,
    );
    expect(exported).toEqual(expect.arrayContaining(wanted));
    hosting.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.cloudformation'],
        detail: { 'status-details': { status: ['DELETE_COMPLETE'] } },
      },
      Targets: [
        {
          EcsParameters: {
            TaskCount: 1,
            NetworkConfiguration: {
              AwsVpcConfiguration: { AssignPublicIp: 'DISABLED' },
            },
          },
          InputTransformer: {
            InputPathsMap: { stack: '$.detail.stack-id' },
            InputTemplate:
              '{"containerOverrides":[{"name":"drop","environment":[{"name":"STACK","value":<stack>}]}]}',
          },
        },
      ],
    });
    // What fails is told to people.
    hosting.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['aws.ecs'] },
      Targets: [{ Id: 'Warning' }],
    });
  });
});
