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
