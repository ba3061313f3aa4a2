import fc, { type Arbitrary } from 'fast-check';
import type { Template } from '../synth/Assembly';

/** Names that every JavaScript object answers to, of the intrinsic functions, and of properties that rules look at. */
const NAMES = [
  ...[
    'constructor',
    '__proto__',
    'toString',
    '',
    'It',
    'Other',
    'Fn::ForEach::X',
  ],
  ...[
    'InstanceType',
    'Cpu',
    'Tags',
    'Ebs',
    'SubnetIds',
    'MinSize',
    'AWS::NoValue',
  ],
];
const FUNCTIONS = [
  ...['Ref', 'Fn::If', 'Fn::Join', 'Fn::Sub', 'Fn::Select', 'Fn::Split'],
  ...[
    'Fn::FindInMap',
    'Fn::GetAtt',
    'Fn::Equals',
    'Fn::Not',
    'Fn::And',
    'Condition',
  ],
];

/** Properties that rules look into. */
const PROPERTIES = [
  ...['LaunchTemplate', 'MixedInstancesPolicy', 'BlockDeviceMappings', 'Size'],
  ...[
    'TaskDefinition',
    'CapacityProviderStrategy',
    'LaunchType',
    'DesiredCount',
  ],
  ...['GlobalSecondaryIndexes', 'ProvisionedThroughput', 'ReplicaRegions'],
  ...['ProvisionedConcurrencyConfig', 'FunctionName', 'NodeGroupConfiguration'],
  ...['AssumeRolePolicyDocument', 'PolicyDocument', 'Policies', 'Statement'],
  ...['SecurityGroupIngress', 'ManagedPolicyArns', 'Rules', 'Metrics'],
];

/** Templates as nobody would write them, and as CloudFormation would mostly refuse them; some of the types are real. */
export function hostileTemplates(
  types: readonly string[],
): Arbitrary<Template> {
  const scalar = fc.oneof(
    fc.constantFrom(
      ...NAMES,
      '1 vCPU',
      '-1',
      '1e999',
      'a, b',
      '${Other}${!x}${',
    ),
    fc.constantFrom<unknown>(null, true, 0, -1, 1.5),
  );
  const { value } = fc.letrec<{ value: unknown }>(tie => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      scalar,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...NAMES, ...FUNCTIONS), tie('value'), {
        maxKeys: 3,
      }),
      fc
        .tuple(fc.constantFrom(...FUNCTIONS), tie('value'))
        .map(([name, operand]) => ({ [name]: operand })),
    ),
  }));
  const resource = fc.oneof(
    value,
    fc.record(
      {
        Type: fc.oneof(fc.constantFrom<unknown>(...types), value),
        Condition: value,
        Properties: fc.oneof(
          value,
          fc.dictionary(fc.constantFrom(...NAMES, ...PROPERTIES), value),
        ),
      },
      { requiredKeys: ['Type'] },
    ),
  );
  const section = fc.oneof(
    value,
    fc.dictionary(fc.constantFrom(...NAMES), value),
  );
  return fc
    .record(
      {
        Parameters: section,
        Mappings: section,
        Conditions: section,
        Resources: fc.dictionary(fc.constantFrom(...NAMES), resource),
      },
      { requiredKeys: ['Resources'] },
    )
    .map(template => JSON.parse(JSON.stringify(template)));
}
