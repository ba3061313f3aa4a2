import type { Json } from '../resources/Json';
import { logGroup, template, useEngine } from '../testing/useEngine';

const EXTENDED = { Transform: 'AWS::LanguageExtensions' };

function described(description: Json): Json {
  return { Type: 'AWS::KMS::Key', Properties: { Description: description } };
}

function subnet(zones: Json): Json {
  return {
    Type: 'AWS::EC2::Subnet',
    Properties: {
      VpcId: 'vpc-1',
      CidrBlock: '10.0.0.0/24',
      AvailabilityZone: { 'Fn::Select': [0, zones] },
    },
  };
}

describe('A template', () => {
  const engine = useEngine();

  it.each([
    ['{', /JSON not well-formed/],
    ['{"Resources":{}}', /At least one Resources member must be defined/],
    [template({ A: { Type: 'AWS::No::Type' } }), /Unrecognized resource types/],
    [
      template({
        A: { Type: 'AWS::KMS::Key', Properties: { Description: { Ref: 'B' } } },
      }),
      /Unresolved resource dependencies \[B\]/,
    ],
    [
      template({
        A: { Type: 'AWS::KMS::Key', DependsOn: 'B' },
        B: { Type: 'AWS::KMS::Key', DependsOn: 'A' },
      }),
      /Circular dependency between resources/,
    ],
    [
      template(
        { A: { Type: 'AWS::KMS::Key' } },
        { Transform: 'AWS::Serverless-2016-10-31' },
      ),
      /cannot apply the transform/,
    ],
    [
      template(
        { A: { Type: 'AWS::KMS::Key' } },
        { Parameters: { P: { Type: 'String' } } },
      ),
      /Parameters: \[P\] must have values/,
    ],
    [
      template({ A: logGroup('/a') }, { Outputs: null }),
      /\[\/Outputs\] 'null' values are not allowed in templates/,
    ],
    [
      template({ A: subnet({ 'Fn::GetAZs': null }) }),
      /\[\/Resources\/A\/Properties\/AvailabilityZone\/Fn::Select\/1\/Fn::GetAZs\] 'null'/,
    ],
    [
      template({ A: { ...logGroup('/a'), DeletionPolicy: { Ref: 'Keep' } } }),
      /Every DeletionPolicy member must be a string/,
    ],
    [
      template({ A: described({ 'Fn::Length': ['x'] }) }),
      /unsupported function: Fn::Length Supported functions are: \[.*Fn::Sub/,
    ],
    [
      template({ A: described({ 'Fn::Sub': 'x', Other: 'y' }) }),
      /Fn::Sub must be the only member of its object; beside it is Other/,
    ],
    [
      template(
        {
          A: described({
            'Fn::FindInMap': ['M', 'a', 'b', { DefaultValue: 'x' }],
          }),
        },
        { Mappings: { M: { c: { d: 'e' } } } },
      ),
      /every Fn::FindInMap object requires three parameters/,
    ],
    [
      template({
        'Fn::ForEach::Logs': ['X', ['a'], { 'Log${X}': logGroup('/x') }],
      }),
      /unsupported function: Fn::ForEach::Logs/,
    ],
    [
      template(
        { A: logGroup('/a') },
        { Rules: { Empty: { RuleCondition: {} } } },
      ),
      /Rule Empty must contain a list of Assertions/,
    ],
  ])('refuses a faulty template: %s', async (body, message) => {
    await expect(engine.deploy('claims', body)).rejects.toThrow(message);
    expect(engine.aws.cloudFormation.stacks()).toEqual([]);
  });

  it.each([
    ['hooks', template({ A: logGroup('/a') }, { Hooks: {} }), /runs no hooks/],
    [
      'signals that a resource waits for',
      template({
        A: { ...logGroup('/a'), CreationPolicy: { ResourceSignal: {} } },
      }),
      /does not carry out CreationPolicy \(resource A\)/,
    ],
    [
      'loops over what a parameter gives',
      template(
        {
          A: logGroup('/a'),
          'Fn::ForEach::Logs': [
            'X',
            { Ref: 'Names' },
            { 'Log${X}': logGroup('/x') },
          ],
        },
        {
          ...EXTENDED,
          Parameters: { Names: { Type: 'CommaDelimitedList', Default: 'b' } },
        },
      ),
      /loops over lists that are written out alone.*Fn::ForEach::Logs/,
    ],
    [
      'macros',
      template({ A: described({ 'Fn::Transform': { Name: 'AWS::Include' } }) }),
      /cannot apply the transform "AWS::Include"/,
    ],
    [
      'rules over what exists in the account',
      template(
        { A: logGroup('/a') },
        {
          Rules: {
            Network: {
              Assertions: [
                {
                  Assert: {
                    'Fn::EachMemberIn': [
                      ['vpc-1'],
                      { 'Fn::RefAll': 'AWS::EC2::VPC::Id' },
                    ],
                  },
                },
              ],
            },
          },
        },
      ),
      /cannot evaluate \{"Fn::RefAll":"AWS::EC2::VPC::Id"\}/,
    ],
  ])(
    'is refused by name where the sandbox lacks it: %s',
    async (_, body, why) => {
      await expect(engine.deploy('claims', body)).rejects.toThrow(why);
      expect(engine.aws.cloudFormation.stacks()).toEqual([]);
    },
  );

  it('holds its rules before anything is changed', async () => {
    const body = template(
      { A: logGroup('/a') },
      {
        Parameters: {
          Stage: { Type: 'String' },
          Sizes: { Type: 'CommaDelimitedList' },
        },
        Rules: {
          LargeInProduction: {
            RuleCondition: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
            Assertions: [
              {
                Assert: {
                  'Fn::And': [
                    { 'Fn::EachMemberIn': [{ Ref: 'Sizes' }, ['l', 'xl']] },
                    { 'Fn::Not': [{ 'Fn::Contains': [['s'], 'l'] }] },
                  ],
                },
                AssertDescription: 'Production is large',
              },
            ],
          },
          Known: {
            Assertions: [
              {
                Assert: { 'Fn::Contains': [['dev', 'prod'], { Ref: 'Stage' }] },
              },
            ],
          },
        },
      },
    );
    const given = (stage: string, sizes: string) => ({
      parameters: [
        { key: 'Stage', value: stage },
        { key: 'Sizes', value: sizes },
      ],
    });

    await expect(
      engine.deploy('claims', body, given('prod', 'l,s')),
    ).rejects.toThrow(
      'rule LargeInProduction does not hold: Production is large',
    );
    await expect(
      engine.deploy('claims', body, given('test', 'l')),
    ).rejects.toThrow('rule Known does not hold');
    expect(engine.aws.cloudFormation.stacks()).toEqual([]);
    await engine.deploy('claims', body, given('dev', 's'));
    const { status } = await engine.deploy(
      'claims',
      body,
      given('prod', 'l,xl'),
    );
    expect(status).toBe('UPDATE_COMPLETE');
    await expect(
      engine.deploy('claims', body, given('prod', 's')),
    ).rejects.toThrow('Production is large');
  });

  it('gives the zones of its region for an empty text, and leaves out items without a value', async () => {
    const stack = await engine.deploy(
      'claims',
      `
Conditions:
  Never: !Equals [a, b]
Resources:
  Subnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: vpc-1
      CidrBlock: 10.0.0.0/24
      AvailabilityZone: !Select [1, !GetAZs ]
  Key:
    Type: AWS::KMS::Key
    Properties:
      Description: !Join ['-', [a, !If [Never, b, !Ref AWS::NoValue], c]]
      Tags:
        - !If [Never, { Key: a, Value: b }, !Ref AWS::NoValue]
        - { Key: c, Value: d }
`,
    );

    const { Subnet, Key } = stack.resources;
    expect(Subnet.properties.AvailabilityZone).toBe('us-east-1b');
    expect(Key.properties).toMatchObject({
      Description: 'a-c',
      Tags: [{ Key: 'c', Value: 'd' }],
    });
  });

  it('has defaults in mappings, lengths and JSON with the language extensions', async () => {
    const find = (key: string): Json => ({
      'Fn::FindInMap': [
        'M',
        key,
        'b',
        { DefaultValue: { Ref: 'AWS::Region' } },
      ],
    });
    const stack = await engine.deploy(
      'claims',
      template(
        {
          Found: described(find('a')),
          Default: described(find('missing')),
          Length: described({
            'Fn::Sub': ['${N}', { N: { 'Fn::Length': [1, 2] } }],
          }),
          Text: described({ 'Fn::ToJsonString': { a: [1] } }),
        },
        { ...EXTENDED, Mappings: { M: { a: { b: 'found' } } } },
      ),
    );

    expect(
      Object.values(stack.resources).map(item => item.properties.Description),
    ).toEqual(['found', 'us-east-1', '2', '{"a":[1]}']);
  });
});
