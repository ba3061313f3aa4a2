import { startTestAws, type TestAws } from '../aws/testing/startTestAws';
import { isTemplate, trySample } from './trySample';

describe('Sample templates', () => {
  let aws: TestAws;
  let count = 0;
  beforeAll(async () => {
    aws = await startTestAws();
  });
  afterAll(() => aws.close());

  const attempt = (template: string) => {
    count += 1;
    return trySample(aws, { name: `sample-${count}`, template });
  };

  it('become stacks, with values that their parameters take, and leave none behind', async () => {
    expect(
      await attempt(`
Parameters:
  KeyName: { Type: AWS::EC2::KeyPair::KeyName }
  Subnets: { Type: 'List<AWS::EC2::Subnet::Id>' }
  Image:
    Type: AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>
    Default: /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64
  Node:
    Type: AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>
    Default: /aws/service/eks/optimized-ami/1.33/amazon-linux-2023/x86_64/standard/recommended/image_id
  Password: { Type: String, NoEcho: true, MinLength: 8, AllowedPattern: '[a-zA-Z0-9]*' }
  Network: { Type: String, AllowedPattern: '(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})' }
  Size: { Type: Number, MinValue: 5, MaxValue: 9 }
  Stage: { Type: String, AllowedValues: [test, prod] }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Host:
    Type: AWS::EC2::Instance
    Metadata:
      AWS::CloudFormation::Init: { config: { packages: { yum: { httpd: [] } } } }
    Properties:
      ImageId: !Ref Image
      KeyName: !Ref KeyName
      SubnetId: !Select [0, !Ref Subnets]
      AvailabilityZone: !Select [0, !GetAZs ]
      SecurityGroupIds:
        - !If [IsProd, sg-0123456789abcdef0, !Ref AWS::NoValue]
      UserData:
        Fn::Base64: !Sub |
          #!/bin/bash
          echo \${AWS::StackName} \${!HOME} \${Password} \${Network}
  Directory:
    Type: AWS::DirectoryService::SimpleAD
    Properties:
      Name: corp.example.com
      Size: Small
      Password: !Ref Password
      VpcSettings: { VpcId: vpc-0123456789abcdef0, SubnetIds: !Ref Subnets }
  Interface:
    Type: AWS::EC2::NetworkInterface
    Properties: { SubnetId: !Select [0, !Ref Subnets], SecondaryPrivateIpAddressCount: 3 }
Outputs:
  Resolver: { Value: !Select [1, !GetAtt Directory.DnsIpAddresses] }
  Third: { Value: !Select [2, !GetAtt Interface.SecondaryPrivateIpAddresses] }
  Zones: { Value: !Join [',', { 'Fn::GetAZs': !Ref AWS::Region }] }
`),
    ).toEqual({ outcome: 'evaluated' });
    expect(
      aws.cloudFormation
        .stacks({})
        .filter(({ status }) => status !== 'DELETE_COMPLETE'),
    ).toEqual([]);
  });

  const bucket = { Type: 'AWS::S3::Bucket' };
  it.each([
    [
      'needs a transform',
      { Transform: 'AWS::Serverless-2016-10-31', Resources: { B: bucket } },
      { outcome: 'lacking', reason: expect.stringMatching(/transform/) },
    ],
    [
      'has a null, which AWS takes nowhere',
      {
        Resources: {
          B: {
            ...bucket,
            Properties: {
              BucketName: { 'Fn::Select': [0, { 'Fn::GetAZs': null }] },
            },
          },
        },
      },
      {
        outcome: 'refused',
        reason: expect.stringMatching(/'null' values are not allowed/),
      },
    ],
    [
      'has an output that cannot be evaluated',
      {
        Resources: { B: bucket },
        Outputs: { X: { Value: { 'Fn::Select': [9, ['a', 'b']] } } },
      },
      {
        outcome: 'refused',
        reason: expect.stringMatching(/nonexistent value at index 9/),
      },
    ],
    [
      'has a parameter that nothing fits',
      {
        Parameters: { X: { Type: 'String', AllowedPattern: 'q{9}z' } },
        Resources: { B: bucket },
      },
      { outcome: 'unguessed', reason: 'no value was found for X' },
    ],
  ])('are told of where one %s', async (_, template, expected) => {
    expect(await attempt(JSON.stringify(template))).toEqual(expected);
  });

  it('are told from other files', () => {
    expect(
      isTemplate('{"Resources": {"A": {"Type": "AWS::S3::Bucket"}}}'),
    ).toBe(true);
    expect(isTemplate('Resources:\n  A:\n    Type: AWS::S3::Bucket\n')).toBe(
      true,
    );
    expect(isTemplate('{"name": "resources", "type": "module"}')).toBe(false);
  });
});
